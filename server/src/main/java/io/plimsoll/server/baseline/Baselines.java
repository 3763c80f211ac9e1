package io.plimsoll.server.baseline;

import io.plimsoll.server.pipeline.ProfileGrain;
import io.plimsoll.server.pipeline.SampledRowsStore;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineSource;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.BaselineVersion;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.NewBaseline;
import io.plimsoll.stats.RowSample;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes baselines of what the server knows already. */
@ApplicationScoped
public class Baselines {
  private final ModelStore models;
  private final BaselineStore baselines;
  private final TrafficStore traffic;
  private final SampledRowsStore sampled;
  private final InstantSource clock;

  public Baselines(
      ModelStore models,
      BaselineStore baselines,
      TrafficStore traffic,
      SampledRowsStore sampled,
      InstantSource clock) {
    this.sampled = sampled;
    this.models = models;
    this.baselines = baselines;
    this.traffic = traffic;
    this.clock = clock;
  }

  NewBaseline make(Subject subject, BaselineWish wish, String by, String reason) {
    return switch (wish) {
      case BaselineWish.FirstPredictions first -> ofPredictions(subject, first.rows(), by, reason);
      case BaselineWish.OfTraffic window ->
          ofTraffic(subject, window.from(), window.to(), by, reason);
      case BaselineWish.OfVersion other -> ofVersion(subject, other, by, reason);
    };
  }

  private NewBaseline ofPredictions(Subject subject, int rows, String by, String reason) {
    RowProfiles first = traffic.first(subject, rows);
    if (first.rows() < rows) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "Of version %d of %s, %,d predictions are stored and not %,d; ask for fewer, or again when there are as many."
              .formatted(subject.version(), subject.model(), first.rows(), rows));
    }
    if (first.columns().isEmpty()) {
      throw nothingLogged(subject);
    }
    return new NewBaseline(
        BaselineSource.PREDICTIONS,
        "the first %,d predictions".formatted(rows),
        null,
        null,
        first.rows(),
        first.columns(),
        first.sample(),
        by,
        reason);
  }

  private static ProblemException nothingLogged(Subject subject) {
    return new ProblemException(
        ErrorCode.CONFLICT,
        "The log of version %d of %s holds no values of features or answers; see \"log\" in its plimsoll.yaml."
            .formatted(subject.version(), subject.model()));
  }

  private NewBaseline ofTraffic(
      Subject subject, Instant from, Instant to, String by, String reason) {
    Instant now = clock.instant();
    Instant start = ProfileGrain.startOfBucket(from, now);
    Instant end = ProfileGrain.endOfBucket(to, now);
    List<BaselineStore.Column> columns = traffic.window(subject, start, end);
    if (columns.isEmpty()) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "Version %d of %s has no traffic with values from %s to %s; choose a window with traffic."
              .formatted(subject.version(), subject.model(), start, end));
    }
    long rows = columns.stream().mapToLong(column -> column.profile().rows()).max().orElse(0);
    return new NewBaseline(
        BaselineSource.TRAFFIC,
        "traffic from %s to %s".formatted(start, end),
        start,
        end,
        rows,
        columns,
        rowsOf(subject, start, end),
        by,
        reason);
  }

  /** Samples are kept by the hour: those of the hours that begin in the window. */
  private @Nullable RowSample rowsOf(Subject subject, Instant start, Instant end) {
    RowSample sample =
        sampled.window(
            subject.tenant(),
            subject.model(),
            String.valueOf(subject.version()),
            SampledRowsStore.startOfBucket(start),
            end,
            NewBaseline.emptySample());
    return sample.size() == 0 ? null : sample;
  }

  private NewBaseline ofVersion(
      Subject subject, BaselineWish.OfVersion wish, String by, String reason) {
    Subject other = require(subject, wish.version());
    BaselineVersion source = source(other, wish.baseline());
    List<BaselineStore.Column> columns =
        baselines.columns(other.tenant(), other.id(), source.number());
    requireSameFeatures(subject, wish, columns);
    return new NewBaseline(
        BaselineSource.VERSION,
        "baseline %d of version %d: %s".formatted(source.number(), wish.version(), origin(source)),
        source.from(),
        source.to(),
        source.rows(),
        columns,
        sample(other, source),
        by,
        reason);
  }

  /** A copy of a copy names the origin, however long the chain is. */
  private static String origin(BaselineVersion source) {
    String detail = source.detail();
    return source.source() == BaselineSource.VERSION
        ? detail.substring(detail.indexOf(": ") + 2)
        : detail;
  }

  private @Nullable RowSample sample(Subject other, BaselineVersion source) {
    return baselines.sample(other.tenant(), other.id(), source.number()).orElse(null);
  }

  private Subject require(Subject subject, int number) {
    return models
        .findServed(subject.tenant(), ModelName.require(subject.model()), number)
        .map(version -> Subject.of(subject.tenant(), version))
        .orElseThrow(
            () -> ProblemException.notFound("Version %d of %s".formatted(number, subject.model())));
  }

  private BaselineVersion source(Subject other, @Nullable Integer number) {
    return (number == null
            ? baselines.current(other.tenant(), other.id())
            : baselines.find(other.tenant(), other.id(), number))
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Baseline %s of version %d"
                        .formatted(number == null ? "" : number, other.version())));
  }

  /** A baseline of other features would be compared with nothing, and nobody would notice. */
  private static void requireSameFeatures(
      Subject subject, BaselineWish.OfVersion wish, List<BaselineStore.Column> columns) {
    Set<String> known =
        columns.stream()
            .filter(column -> column.role() == ColumnRole.FEATURE)
            .map(BaselineStore.Column::name)
            .collect(Collectors.toSet());
    Set<String> lacking = new TreeSet<>();
    subject.features().forEach(feature -> lacking.add(feature.name()));
    lacking.removeAll(subject.manifest().log().mask());
    lacking.removeAll(known);
    if (!lacking.isEmpty()) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "The baseline of version %d lacks %s, which version %d takes; make one of a file or of traffic."
              .formatted(wish.version(), String.join(", ", lacking), subject.version()));
    }
  }
}
