package io.plimsoll.server.drift.settings;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.pipeline.segments.ProfilePartStore;
import io.plimsoll.server.pipeline.segments.ProfilePartStore.Kept;
import io.plimsoll.server.pipeline.segments.ProfileSegment;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.ValueCount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** By which segments the pipeline keeps the profiles of models apart, and who said so. */
@ApplicationScoped
public class DriftSegmentStore {
  /** How far back the most frequent values are looked for. */
  private static final Duration LOOKED_AT = Duration.ofDays(7);

  private final Database database;
  private final DriftModelStore models;
  private final ProfileWindowStore windows;
  private final ProfilePartStore parts = new ProfilePartStore();

  public DriftSegmentStore(Database database, DriftModelStore models, ProfileWindowStore windows) {
    this.database = database;
    this.models = models;
    this.windows = windows;
  }

  List<Kept> list(Tenant tenant, String model) {
    return database.transact(tenant.scope(), handle -> parts.list(handle, tenant.project(), model));
  }

  /** Says them anew, and notes who did it. */
  void save(Tenant tenant, String model, List<ProfileSegment> wanted, String by, Instant now) {
    List<ProfileSegment> filled =
        wanted.stream().map(each -> filled(tenant, model, each, now)).toList();
    database.run(
        tenant.scope(),
        handle -> {
          List<Kept> before = parts.list(handle, tenant.project(), model);
          parts.save(handle, tenant.project(), model, filled, by, now);
          DriftSettingStore.note(
              handle,
              tenant,
              model,
              "segments",
              told(before.stream().map(Kept::segment).toList()),
              told(wanted.stream().map(ProfileSegment::segment).toList()),
              by,
              now);
        });
  }

  private static Optional<Map<String, Object>> told(List<Segment> segments) {
    return segments.isEmpty()
        ? Optional.empty()
        : Optional.of(Map.of("segments", segments.stream().map(Segment::name).toList()));
  }

  /** With the most frequent values of the last days, where none are named. */
  private ProfileSegment filled(Tenant tenant, String model, ProfileSegment wanted, Instant now) {
    Segment segment = wanted.segment();
    boolean isSought =
        !wanted.isClosed() && segment.source() == Source.FEATURE && segment.edges().isEmpty();
    return isSought
        ? new ProfileSegment(segment, mostFrequent(tenant, model, segment.name(), now), false)
        : wanted;
  }

  private List<String> mostFrequent(Tenant tenant, String model, String feature, Instant now) {
    String version = models.currentVersion(tenant, model).orElse("");
    Instant from = now.minus(LOOKED_AT).truncatedTo(ChronoUnit.HOURS);
    return Optional.ofNullable(
            windows
                .read(tenant, new Traffic(model, version, from, now), Column::of)
                .get(new Column(Column.Role.FEATURE, feature)))
        .map(merged -> merged.prevailing())
        .filter(CategoricalProfile.class::isInstance)
        .map(CategoricalProfile.class::cast)
        .map(profile -> profile.topValues(ProfileSegment.MOST_VALUES))
        .orElse(List.of())
        .stream()
        .map(ValueCount::value)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /**
   * The part of a model's rows that has a value of a segment.
   *
   * @throws ProblemException naming what there is, if that is not kept apart
   */
  public Part require(Tenant tenant, String model, String segment, String value) {
    List<Kept> all = list(tenant, model);
    Kept kept =
        all.stream()
            .filter(each -> each.segment().name().equals(segment))
            .findFirst()
            .orElseThrow(() -> unknownSegment(model, segment, all));
    return kept.parts().stream()
        .filter(each -> each.value().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.NOT_FOUND,
                    "The value \"%s\" of the segment \"%s\" is not kept apart; these are: %s."
                        .formatted(value, segment, names(kept.parts()))));
  }

  private static ProblemException unknownSegment(String model, String segment, List<Kept> all) {
    return new ProblemException(
        ErrorCode.NOT_FOUND,
        all.isEmpty()
            ? "The profiles of %s are not kept by the segment \"%s\"; name it with PUT …/drift/segments first."
                .formatted(model, segment)
            : "The profiles of %s are not kept by the segment \"%s\"; they are by %s."
                .formatted(
                    model,
                    segment,
                    all.stream()
                        .map(each -> "\"" + each.segment().name() + "\"")
                        .collect(Collectors.joining(", "))));
  }

  private static String names(List<Part> parts) {
    return parts.isEmpty()
        ? "none yet"
        : parts.stream().map(part -> "\"" + part.value() + "\"").collect(Collectors.joining(", "));
  }
}
