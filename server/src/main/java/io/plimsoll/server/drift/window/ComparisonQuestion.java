package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.stats.drift.Library;
import java.util.Optional;

/**
 * What is to be compared and how.
 *
 * @param method for all columns, in place of their own settings; a definition's id, its family or a
 *     library's name for it
 * @param library whose variant or default is meant, in place of their own settings
 * @param level of the p-values, corrected for the number of columns
 * @param only the one column that is asked for; the correction is then over this one alone
 */
public record ComparisonQuestion(
    String model,
    Side reference,
    Side current,
    Optional<String> method,
    Optional<Library> library,
    double level,
    Optional<Column> only) {

  /** By the settings of the model, for all its columns. */
  public static ComparisonQuestion of(String model, Side reference, Side current, double level) {
    return new ComparisonQuestion(
        model, reference, current, Optional.empty(), Optional.empty(), level, Optional.empty());
  }
}
