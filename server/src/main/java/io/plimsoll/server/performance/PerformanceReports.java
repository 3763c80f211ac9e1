package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.performance.Decay;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Gathers the states that a question is about, and judges them. */
@ApplicationScoped
public class PerformanceReports {
  /** A chunk with fewer labels teaches nothing and holds nothing. */
  static final long FEWEST_LABELS = 30;

  /** More rows to learn from cost seconds and tell little more. */
  private static final int MOST_LESSONS = 5_000;

  private static final int MOST_SAMPLES = 20_000;

  /** More do not fit into a chart, nor many times over into memory. */
  private static final int MOST_CHUNKS = 400;

  private final PerformanceStore store;

  public PerformanceReports(PerformanceStore store) {
    this.store = store;
  }

  /**
   * What a question is answered from.
   *
   * @param chunks of the window and of the reference, ascending, each with the state of its rows
   * @param window those of the window
   * @param reference those from which lines are learned
   */
  record Material(
      PerformanceStore.Known known,
      Subject subject,
      Map<Chunk, PerformanceState> chunks,
      List<Chunk> window,
      Set<Chunk> reference,
      Estimator estimator,
      Map<Chunk, Map<Metric, Estimate>> realised,
      Map<Chunk, Map<Metric, Estimate>> estimated) {
    /** What has come true in a chunk, computed once. */
    Map<Metric, Estimate> realised(Chunk chunk) {
      return realised.computeIfAbsent(chunk, each -> subject.realised(state(each)));
    }

    /** What is expected of a chunk, computed once. */
    Map<Metric, Estimate> estimated(Chunk chunk) {
      return estimated.computeIfAbsent(chunk, each -> estimator.estimate(each, state(each)));
    }

    /** Whether so many labels have come that they are gone by. */
    boolean isLabelled(Chunk chunk) {
      return isLabelled(state(chunk));
    }

    static boolean isLabelled(PerformanceState state) {
      return state.labelledRows() >= FEWEST_LABELS
          && state.labelledRows() * 2 >= state.predictions();
    }

    PerformanceState state(Chunk chunk) {
      return chunks.getOrDefault(chunk, new PerformanceState());
    }

    PerformanceState merged(Iterable<Chunk> of) {
      PerformanceState merged = PerformanceState.forReading();
      of.forEach(chunk -> merged.merge(state(chunk)));
      return merged;
    }

    /** The line of a metric; its bounds are NaN where the reference has too few chunks. */
    Decay line(Metric metric) {
      double[] values =
          reference.stream()
              .map(chunk -> realised(chunk).get(metric))
              .mapToDouble(each -> each == null ? Double.NaN : each.value())
              .filter(Double::isFinite)
              .toArray();
      return Decay.learn(
          values.length < 2 ? new double[0] : values,
          metric.isHighBetter(),
          metric.least(),
          metric.most());
    }
  }

  /** Whether estimates are made, which takes learning, by chunk. */
  enum Estimates {
    NONE,
    /** Unless there are more chunks than estimates are made for. */
    WHERE_FEW,
    /** More chunks than they are made for are refused. */
    ALL
  }

  PerformanceReport report(Tenant tenant, Question question, Instant now) {
    Material material = gather(tenant, question, Estimates.ALL);
    return new ReportWriter(material, question, now).write();
  }

  /** Reads the states; of all times before the window only what the reference needs. */
  Material gather(Tenant tenant, Question question, Estimates estimates) {
    return gather(
        tenant,
        question,
        all ->
            all.stream()
                .filter(
                    chunk ->
                        chunk.to().isAfter(question.from()) && chunk.from().isBefore(question.to()))
                .toList(),
        estimates);
  }

  /**
   * Reads the newest chunks, and the newest of those that have labels enough to be gone by, however
   * old they are.
   *
   * @param most of either kind
   */
  Material newest(Tenant tenant, Question question, int most) {
    return gather(tenant, question, all -> newest(all, most), Estimates.ALL);
  }

  private static List<Chunk> newest(List<Chunk> all, int most) {
    List<Chunk> labelled = all.stream().filter(PerformanceReports::isLabelled).toList();
    Set<Chunk> chosen = new HashSet<>(all.subList(Math.max(0, all.size() - most), all.size()));
    chosen.addAll(labelled.subList(Math.max(0, labelled.size() - most), labelled.size()));
    return all.stream().filter(chosen::contains).toList();
  }

  private static boolean isLabelled(Chunk chunk) {
    return chunk.labelled() >= FEWEST_LABELS && chunk.labelled() * 2 >= chunk.predictions();
  }

  private Material gather(
      Tenant tenant, Question question, UnaryOperator<List<Chunk>> choice, Estimates asked) {
    PerformanceStore.Known known = store.known(tenant, question.model(), question.version());
    String version = known.version();
    List<Chunk> all =
        version == null
            ? List.of()
            : question.size().cut(store.hours(tenant, question.model(), version));
    List<Chunk> window = choice.apply(all);
    Set<Chunk> reference = reference(question, all);
    Set<Chunk> wanted = new LinkedHashSet<>(window);
    wanted.addAll(reference);
    if (asked == Estimates.ALL) {
      requireFew(question, wanted.size());
    }
    boolean estimates = asked != Estimates.NONE && wanted.size() <= MOST_CHUNKS;
    Map<Chunk, PerformanceState> states = new LinkedHashMap<>();
    all.stream()
        .filter(wanted::contains)
        .forEach(chunk -> states.put(chunk, PerformanceState.forReading(wanted.size())));
    if (version != null) {
      load(tenant, question.model(), version, states);
    }
    PerformanceState everything = PerformanceState.forReading();
    states.values().forEach(everything::merge);
    Subject subject = Subject.of(known.settings(), everything);
    PerformanceState learned = PerformanceState.forReading();
    reference.forEach(chunk -> learned.merge(states.getOrDefault(chunk, new PerformanceState())));
    Estimator estimator =
        version == null || !estimates
            ? new Estimator.None("There are no answers.")
            : estimator(
                tenant, question.model(), version, subject, reference, window, learned, everything);
    return new Material(
        known, subject, states, window, reference, estimator, new HashMap<>(), new HashMap<>());
  }

  static void requireFew(Question question, int chunks) {
    if (chunks > MOST_CHUNKS) {
      throw ProblemException.invalid(
          "chunk",
          "%s cuts %s to %s and the reference into %d chunks, and %d are the most: ask for larger chunks, such as week, or a shorter time."
              .formatted(
                  question.size().text(), question.from(), question.to(), chunks, MOST_CHUNKS));
    }
  }

  private Estimator estimator(
      Tenant tenant,
      String model,
      String version,
      Subject subject,
      Set<Chunk> reference,
      List<Chunk> window,
      PerformanceState learned,
      PerformanceState all) {
    if (subject.task() == Task.CLASSIFICATION) {
      return classes(tenant, model, version, subject, reference, window)
          .orElseGet(() -> ConfidenceEstimator.learn(subject, learned, all));
    }
    if (subject.task() != Task.REGRESSION || reference.isEmpty() || window.isEmpty()) {
      return new Estimator.None(
          subject.task() == Task.RANKING
              ? "Nothing estimates rankings without labels."
              : "An estimate is learned from a reference with labels, and there is none yet.");
    }
    return LossesEstimator.learn(
        new LabelReading(subject.settings()),
        samples(tenant, model, version, reference, MOST_LESSONS),
        samples(tenant, model, version, window, MOST_SAMPLES));
  }

  /** Of several classes, if the scores of all of them are logged. */
  private Optional<Estimator> classes(
      Tenant tenant,
      String model,
      String version,
      Subject subject,
      Set<Chunk> reference,
      List<Chunk> window) {
    if (subject.isOfTwo() || reference.isEmpty() || window.isEmpty()) {
      return Optional.empty();
    }
    return ClassesEstimator.learn(
        subject,
        new LabelReading(subject.settings()),
        samples(tenant, model, version, reference, MOST_LESSONS),
        samples(tenant, model, version, window, MOST_SAMPLES));
  }

  private List<PerformanceStore.SampledRow> samples(
      Tenant tenant, String model, String version, Iterable<Chunk> of, int most) {
    Instant from = Instant.MAX;
    Instant to = Instant.MIN;
    for (Chunk chunk : of) {
      from = chunk.from().isBefore(from) ? chunk.from() : from;
      to = chunk.to().isAfter(to) ? chunk.to() : to;
    }
    return store.samples(tenant, model, version, from, to, most);
  }

  private static Set<Chunk> reference(Question question, List<Chunk> all) {
    List<Chunk> chosen =
        question
            .reference()
            .map(
                chosenWindow ->
                    all.stream()
                        .filter(
                            chunk ->
                                !chunk.from().isBefore(chosenWindow.from())
                                    && !chunk.to().isAfter(chosenWindow.to()))
                        .toList())
            .orElse(all);
    List<Chunk> labelled =
        chosen.stream().filter(chunk -> chunk.labelled() >= FEWEST_LABELS).toList();
    return new HashSet<>(
        question.reference().isPresent()
            ? labelled
            : labelled.subList(0, Math.min(question.referenceChunks(), labelled.size())));
  }

  private void load(
      Tenant tenant, String model, String version, Map<Chunk, PerformanceState> states) {
    Map<Instant, PerformanceState> byHour = new HashMap<>();
    states.forEach(
        (chunk, state) -> chunk.hours().forEach(hour -> byHour.put(hour.start(), state)));
    for (Chunk run : runs(List.copyOf(states.keySet()))) {
      store.states(
          tenant,
          model,
          version,
          run.from(),
          run.to(),
          (hour, bytes) -> {
            PerformanceState state = byHour.get(hour);
            if (state != null) {
              state.mergeBytes(bytes);
            }
          });
    }
  }

  /** Chunks that follow each other are read at once. */
  private static List<Chunk> runs(List<Chunk> chunks) {
    List<Chunk> runs = new ArrayList<>();
    for (Chunk chunk : chunks) {
      Chunk last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && !last.to().isBefore(chunk.from())) {
        runs.set(runs.size() - 1, new Chunk(last.from(), chunk.to(), List.of()));
      } else {
        runs.add(new Chunk(chunk.from(), chunk.to(), List.of()));
      }
    }
    return runs;
  }
}
