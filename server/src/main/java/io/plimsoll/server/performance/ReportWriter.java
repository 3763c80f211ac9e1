package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceReport.CalibrationBin;
import io.plimsoll.server.performance.PerformanceReport.ChunkAnswer;
import io.plimsoll.server.performance.PerformanceReport.Confusion;
import io.plimsoll.server.performance.PerformanceReport.Figure;
import io.plimsoll.server.performance.PerformanceReport.Gap;
import io.plimsoll.server.performance.PerformanceReport.Holds;
import io.plimsoll.server.performance.PerformanceReport.Labels;
import io.plimsoll.server.performance.PerformanceReport.Line;
import io.plimsoll.server.performance.PerformanceReport.MisfitCount;
import io.plimsoll.server.performance.PerformanceReport.State;
import io.plimsoll.server.performance.PerformanceReport.Value;
import io.plimsoll.server.performance.PerformanceReport.Verdict;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.performance.ConfusionMatrix;
import io.plimsoll.stats.performance.Decay;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.PerformanceState.Misfit;
import io.plimsoll.stats.performance.ScoredCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the states that were gathered into an answer. */
final class ReportWriter {
  private static final int BINS = 10;
  private static final double ERRORS = 3;

  private final Material material;
  private final Question question;
  private final Instant now;
  private final Map<Metric, Decay> lines = new EnumMap<>(Metric.class);

  ReportWriter(Material material, Question question, Instant now) {
    this.material = material;
    this.question = question;
    this.now = now;
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    metrics.addAll(material.subject().realised(new PerformanceState()).keySet());
    for (Chunk chunk : material.chunks().keySet()) {
      metrics.addAll(material.realised(chunk).keySet());
      metrics.addAll(material.estimated(chunk).keySet());
    }
    metrics.forEach(metric -> lines.put(metric, material.line(metric)));
  }

  PerformanceReport write() {
    Subject subject = material.subject();
    PerformanceState whole = material.merged(material.window());
    State state = state(whole);
    List<ChunkAnswer> chunks = material.window().stream().map(this::answer).toList();
    return new PerformanceReport(
        question.model(),
        material.known().version(),
        subject.task().name().toLowerCase(Locale.ROOT),
        state,
        advice(state, whole),
        question.from(),
        question.to(),
        labels(whole),
        subject.task() == Task.AUTO ? null : subject.main(),
        subject.positive(),
        lines.entrySet().stream().map(each -> line(each.getKey(), each.getValue())).toList(),
        chunks,
        total(whole),
        confusion(whole),
        calibration(whole),
        estimator());
  }

  private List<ChunkSize.Hour> hours() {
    return material.window().stream().flatMap(chunk -> chunk.hours().stream()).toList();
  }

  private State state(PerformanceState whole) {
    if (whole.predictions() == 0) {
      return State.NO_PREDICTIONS;
    }
    if (whole.labelledRows() == 0) {
      boolean isUnfit = !whole.misfits().isEmpty();
      boolean isWaiting = material.known().waiting() > 0;
      return isUnfit ? State.LABELS_DO_NOT_FIT : isWaiting ? State.LABELS_WAIT : State.NO_LABELS;
    }
    return areStrangers(whole) ? State.LABELS_DO_NOT_FIT : State.READY;
  }

  /** Whether no class that came true was ever answered: the labels speak another language. */
  private static boolean areStrangers(PerformanceState whole) {
    var actual = whole.labelled().actualClasses();
    return !actual.isEmpty()
        && whole.answers().classes().stream().noneMatch(actual::contains)
        && whole.regression().rows() == 0;
  }

  private String advice(State state, PerformanceState whole) {
    return switch (state) {
      case READY -> "";
      case NO_PREDICTIONS ->
          "No answers of this model were logged in this time; call it, or send predictions.";
      case NO_LABELS ->
          "Send what turned out to be true: plimsoll.log_feedback(prediction_id, {\"label\": 0}, model=\"%s\")."
              .formatted(question.model());
      case LABELS_WAIT ->
          "%d labels are for predictions that are not known: check that predictionId is the id that the prediction was answered or sent with."
              .formatted(material.known().waiting());
      case LABELS_DO_NOT_FIT ->
          whole.misfits().isEmpty()
              ? "No class of the labels %s is among the answers %s; name the output under \"answer\" and the field under \"actual\" in the settings."
                  .formatted(whole.labelled().actualClasses(), whole.answers().classes())
              : misfits(whole).getFirst().message();
    };
  }

  private Labels labels(PerformanceState whole) {
    return new Labels(
        whole.predictions(), whole.labelledRows(), material.known().waiting(), misfits(whole));
  }

  private static List<MisfitCount> misfits(PerformanceState whole) {
    List<MisfitCount> misfits = new ArrayList<>();
    whole
        .misfits()
        .forEach(
            (misfit, rows) ->
                misfits.add(
                    new MisfitCount(
                        misfit.name().toLowerCase(Locale.ROOT), rows, message(misfit))));
    return misfits;
  }

  private static String message(Misfit misfit) {
    return switch (misfit) {
      case NO_ANSWER ->
          "The prediction has no output that can be compared; name it under \"answer\" in the"
              + " settings.";
      case NO_ACTUAL ->
          "The feedback has several fields and none is named like the output; name it under"
              + " \"actual\" in the settings.";
      case NOT_A_NUMBER ->
          "A number was answered and the label is none, or so large that it is a placeholder; if the"
              + " model answers classes, set \"task\" to classification.";
      case NOT_A_RELEVANCE ->
          "The feedback of a ranking names items with a relevance from 0 on, such as {\"item-7\":"
              + " 1}.";
    };
  }

  private static Line line(Metric metric, Decay decay) {
    return new Line(
        metric,
        metric.isHighBetter(),
        Finite.orNull(decay.lines().estimate()),
        Finite.orNull(decay.lines().lower()),
        Finite.orNull(decay.lines().upper()));
  }

  private ChunkAnswer answer(Chunk chunk) {
    PerformanceState state = material.state(chunk);
    return new ChunkAnswer(
        chunk.from(),
        chunk.to(),
        state.predictions(),
        state.labelledRows(),
        material.reference().contains(chunk),
        !chunk.to().isAfter(now),
        figures(state, material.realised(chunk), material.estimated(chunk)));
  }

  private List<Figure> total(PerformanceState whole) {
    Chunk all = new Chunk(question.from(), question.to(), hours());
    return figures(
        whole, material.subject().realised(whole), material.estimator().estimate(all, whole));
  }

  private List<Figure> figures(
      PerformanceState state, Map<Metric, Estimate> realised, Map<Metric, Estimate> estimated) {
    Subject subject = material.subject();
    List<Figure> figures = new ArrayList<>();
    for (Metric metric : lines.keySet()) {
      Value real = Value.of(metric, realised.get(metric), subject.sketchError(metric, state));
      Value expected = Value.of(metric, estimated.get(metric), 0);
      Holds holds = holds(state, real, expected);
      figures.add(
          new Figure(metric, real, expected, holds, verdict(metric, holds, realised, estimated)));
    }
    return figures;
  }

  private static Holds holds(
      PerformanceState state, @Nullable Value realised, @Nullable Value estimated) {
    if (realised != null && (Material.isLabelled(state) || estimated == null)) {
      return Holds.REALISED;
    }
    return estimated == null ? Holds.NEITHER : Holds.ESTIMATED;
  }

  private Verdict verdict(
      Metric metric, Holds holds, Map<Metric, Estimate> realised, Map<Metric, Estimate> estimated) {
    Decay line = lines.get(metric);
    Estimate value =
        switch (holds) {
          case REALISED -> realised.get(metric);
          case ESTIMATED -> estimated.get(metric);
          case NEITHER -> null;
        };
    return line == null || value == null ? Verdict.UNKNOWN : Verdict.of(line.judge(value));
  }

  private @Nullable Confusion confusion(PerformanceState whole) {
    Subject subject = material.subject();
    if (subject.task() != Task.CLASSIFICATION || whole.labelled().isEmpty()) {
      return null;
    }
    ConfusionMatrix matrix = whole.labelled().confusion(subject.classes());
    List<List<Long>> rows = new ArrayList<>();
    for (int actual = 0; actual < subject.classes().size(); actual++) {
      List<Long> row = new ArrayList<>();
      for (int answered = 0; answered < subject.classes().size(); answered++) {
        row.add(Math.round(matrix.count(actual, answered)));
      }
      rows.add(row);
    }
    return new Confusion(subject.classes(), rows);
  }

  private List<CalibrationBin> calibration(PerformanceState whole) {
    String positive = material.subject().positive();
    if (positive != null && !material.subject().isPositiveKnown()) {
      return List.of();
    }
    ScoredCounts scored =
        positive == null ? whole.labelled().scoredForRight() : whole.labelled().scoredFor(positive);
    if (scored.rows() == 0 || !scored.isProbability()) {
      return List.of();
    }
    return scored.calibration(BINS).stream()
        .map(
            bin -> {
              var bounds = bin.positives().interval(0.95, 0, 1);
              return new CalibrationBin(
                  bin.score(),
                  bin.positives().value(),
                  bounds.lower(),
                  bounds.upper(),
                  bin.positives().rows());
            })
        .toList();
  }

  private PerformanceReport.Estimator estimator() {
    Estimator estimator = material.estimator();
    return new PerformanceReport.Estimator(
        estimator.method(),
        estimator.referenceRows(),
        estimator.reason(),
        lines.keySet().stream().map(this::gap).filter(gap -> gap.chunks() > 0).toList(),
        Estimator.CANNOT_SEE);
  }

  private Gap gap(Metric metric) {
    int chunks = 0;
    int within = 0;
    double sum = 0;
    double distances = 0;
    for (Chunk chunk : material.window()) {
      Estimate real = material.realised(chunk).getOrDefault(metric, Estimate.UNDEFINED);
      Estimate expected = material.estimated(chunk).getOrDefault(metric, Estimate.UNDEFINED);
      boolean isComparable =
          !material.reference().contains(chunk)
              && real.isDefined()
              && expected.isDefined()
              && material.isLabelled(chunk);
      if (isComparable) {
        double gap = expected.value() - real.value();
        double error = Math.hypot(real.standardError(), expected.standardError());
        chunks++;
        sum += gap;
        distances += Math.abs(gap);
        within += Math.abs(gap) <= ERRORS * error ? 1 : 0;
      }
    }
    return chunks == 0
        ? new Gap(metric, 0, 0, 0, 0)
        : new Gap(metric, chunks, sum / chunks, distances / chunks, (double) within / chunks);
  }
}
