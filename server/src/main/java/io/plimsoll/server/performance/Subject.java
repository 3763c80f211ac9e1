package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.stats.performance.ClassificationCounts;
import io.plimsoll.stats.performance.ConfusionMatrix;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.RankingSums;
import io.plimsoll.stats.performance.RegressionSums;
import io.plimsoll.stats.performance.ScoredCounts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a model does, as far as its figures depend on it.
 *
 * @param classes of a classification, by name; at most two make it one of two classes
 * @param positive the class that figures of two classes are about; null for more
 */
record Subject(
    Task task, List<String> classes, @Nullable String positive, PerformanceSettings settings) {
  Subject {
    classes = List.copyOf(classes);
  }

  /** What the settings say and, where they say nothing, what most of the rows are. */
  static Subject of(PerformanceSettings settings, PerformanceState all) {
    Task task = settings.task() == Task.AUTO ? seen(all) : settings.task();
    if (task != Task.CLASSIFICATION) {
      return new Subject(task, List.of(), null, settings);
    }
    TreeSet<String> classes = new TreeSet<>(all.labelled().classes());
    classes.addAll(all.answers().classes());
    if (settings.positive() != null) {
      classes.add(settings.positive());
    }
    // A model of two classes that has answered one so far is one of two classes all the same.
    if (classes.equals(Set.of("0"))) {
      classes.add("1");
    }
    if (classes.equals(Set.of("false"))) {
      classes.add("true");
    }
    List<String> names = List.copyOf(classes);
    return new Subject(task, names, positive(settings, names), settings);
  }

  private static Task seen(PerformanceState all) {
    long classes = Math.max(all.answers().rows(), all.labelled().rows());
    if (classes > Math.max(all.regression().rows(), all.ranking().lists())) {
      return Task.CLASSIFICATION;
    }
    if (all.regression().rows() > 0 || all.ranking().lists() > 0) {
      return all.ranking().lists() > all.regression().rows() ? Task.RANKING : Task.REGRESSION;
    }
    return Task.AUTO;
  }

  private static @Nullable String positive(PerformanceSettings settings, List<String> classes) {
    boolean isNone = settings.positive() == null && (classes.isEmpty() || classes.size() > 2);
    return isNone ? null : LabelReading.positive(settings.positive(), classes);
  }

  /**
   * Whether a score can be read as that of the positive class. While one class has been seen, the
   * other one may as well be the one that scores are of.
   */
  boolean isPositiveKnown() {
    return positive != null
        && (classes.size() > 1
            || settings.positive() != null
            || LabelReading.isNamedPositive(positive));
  }

  boolean isOfTwo() {
    return positive != null && classes.size() <= 2;
  }

  /** The figure that segments and causes are judged by where none is asked for. */
  Metric main() {
    return switch (task) {
      case REGRESSION -> Metric.MAE;
      case RANKING -> Metric.NDCG;
      case AUTO, CLASSIFICATION -> Metric.ACCURACY;
    };
  }

  /**
   * The figures that tell of a decay where none are named: few, since each is looked at by itself,
   * and of different kinds, since what is rare moves accuracy least.
   */
  List<Metric> telling() {
    return switch (task) {
      case REGRESSION -> List.of(Metric.MAE, Metric.RMSE);
      case RANKING -> List.of(Metric.NDCG, Metric.MAP);
      case AUTO, CLASSIFICATION -> List.of(Metric.ACCURACY, Metric.F1, Metric.ROC_AUC);
    };
  }

  /** What has come true; figures that are not defined for the task are left out. */
  Map<Metric, Estimate> realised(PerformanceState state) {
    return switch (task) {
      case AUTO -> new EnumMap<>(Metric.class);
      case CLASSIFICATION -> classification(state.labelled());
      case REGRESSION -> regression(state.regression());
      case RANKING -> ranking(state.ranking());
    };
  }

  private Map<Metric, Estimate> classification(ClassificationCounts counts) {
    ConfusionMatrix confusion = counts.confusion(classes);
    Map<Metric, Estimate> figures = confusion(confusion);
    if (!isOfTwo() || positive == null) {
      return figures;
    }
    if (!isPositiveKnown()) {
      return figures;
    }
    ScoredCounts scored = counts.scoredFor(positive);
    if (scored.rows() > 0) {
      figures.put(Metric.ROC_AUC, scored.rocAuc());
      figures.put(Metric.AVERAGE_PRECISION, scored.averagePrecision());
    }
    if (scored.rows() > 0 && scored.isProbability()) {
      figures.put(Metric.LOG_LOSS, scored.logLoss());
      figures.put(Metric.BRIER, scored.brier());
    }
    return figures;
  }

  /** Of two classes those of the positive one, of more the mean over all. */
  Map<Metric, Estimate> confusion(ConfusionMatrix confusion) {
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.ACCURACY, confusion.accuracy());
    if (isOfTwo()) {
      int of = classes.indexOf(positive);
      figures.put(Metric.PRECISION, confusion.precision(of));
      figures.put(Metric.RECALL, confusion.recall(of));
      figures.put(Metric.F1, confusion.f1(of));
      figures.put(Metric.SPECIFICITY, confusion.specificity(of));
    } else {
      figures.put(Metric.PRECISION, confusion.macro(confusion::precision));
      figures.put(Metric.RECALL, confusion.macro(confusion::recall));
      figures.put(Metric.F1, confusion.macro(confusion::f1));
      figures.put(Metric.SPECIFICITY, confusion.macro(confusion::specificity));
    }
    return figures;
  }

  private Map<Metric, Estimate> regression(RegressionSums sums) {
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.MAE, sums.mae());
    figures.put(Metric.MSE, sums.mse());
    figures.put(Metric.RMSE, sums.rmse());
    figures.put(Metric.MAPE, sums.mape());
    figures.put(Metric.R2, sums.r2());
    figures.put(Metric.QUANTILE_LOSS, sums.quantileLoss(settings.quantile()));
    return figures;
  }

  private static Map<Metric, Estimate> ranking(RankingSums sums) {
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.NDCG, sums.ndcg());
    figures.put(Metric.MAP, sums.map());
    figures.put(Metric.RECALL_AT_K, sums.recall());
    figures.put(Metric.MRR, sums.meanReciprocalRank());
    figures.put(Metric.CLICK_THROUGH, sums.clickThrough());
    return figures;
  }

  /** By how much scores that are kept in bins may have moved a figure; 0 where it is exact. */
  double sketchError(Metric metric, PerformanceState state) {
    if (positive == null || state.labelled().isExact()) {
      return 0;
    }
    return switch (metric) {
      case ROC_AUC -> state.labelled().scoredFor(positive).rocAucBound();
      case AVERAGE_PRECISION -> state.labelled().precisionError();
      case LOG_LOSS, BRIER -> state.labelled().lossError();
      default -> 0;
    };
  }
}
