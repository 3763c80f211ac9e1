package io.plimsoll.server.pipeline.labels;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.PerformanceState.Misfit;
import java.util.List;

/**
 * What a label adds to a state, beside the answer that it is for. It is kept with the label, so
 * that a correction takes back what was counted even where the same label would be read in another
 * way by now.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "as")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CountedLabel.OfClass.class, name = "class"),
  @JsonSubTypes.Type(value = CountedLabel.OfNumber.class, name = "number"),
  @JsonSubTypes.Type(value = CountedLabel.OfItems.class, name = "items"),
  @JsonSubTypes.Type(value = CountedLabel.Unfit.class, name = "unfit"),
  @JsonSubTypes.Type(value = CountedLabel.Nothing.class, name = "nothing")
})
sealed interface CountedLabel {
  /**
   * Adds it.
   *
   * @param times 1 to add it, -1 to take it back
   */
  void addTo(PerformanceState state, int times);

  /**
   * A class that was answered and the one that came true.
   *
   * @param score NaN for none
   */
  record OfClass(String actual, String answered, double score) implements CountedLabel {
    @Override
    public void addTo(PerformanceState state, int times) {
      state.labelled().add(actual, answered, score, times);
    }
  }

  /** A number that was answered and the true one. */
  record OfNumber(double actual, double answered) implements CountedLabel {
    @Override
    public void addTo(PerformanceState state, int times) {
      state.regression().add(actual, answered, times);
    }
  }

  /**
   * How relevant items were.
   *
   * @param relevances of those that were shown, in their order, and then of the others
   * @param shown how many were shown
   * @param depth how many of them count
   */
  record OfItems(List<Double> relevances, int shown, int depth) implements CountedLabel {
    public OfItems {
      relevances = List.copyOf(relevances);
    }

    @Override
    public void addTo(PerformanceState state, int times) {
      state
          .ranking()
          .add(relevances.stream().mapToDouble(each -> each).toArray(), shown, depth, times);
    }
  }

  /** A label that cannot be compared with its answer. */
  record Unfit(Misfit why) implements CountedLabel {
    @Override
    public void addTo(PerformanceState state, int times) {
      state.addMisfit(why, times);
    }
  }

  /** A label that says that the truth is not known after all. */
  record Nothing() implements CountedLabel {
    @Override
    public void addTo(PerformanceState state, int times) {
      // The truth is not known, so there is nothing to count.
    }
  }
}
