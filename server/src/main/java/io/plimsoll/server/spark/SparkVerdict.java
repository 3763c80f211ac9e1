package io.plimsoll.server.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is thought of an application, in short.
 *
 * @param worst the gravest advice, if there is any
 * @param advice how many pieces of advice there are
 * @param regressions what was better in earlier runs
 */
record SparkVerdict(@Nullable SparkAdvice worst, int advice, List<SparkRegression> regressions) {
  SparkVerdict {
    regressions = List.copyOf(regressions);
  }
}
