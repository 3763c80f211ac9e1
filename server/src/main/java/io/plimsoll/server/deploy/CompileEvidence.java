package io.plimsoll.server.deploy;

import io.plimsoll.inference.convert.CompileReport;
import io.plimsoll.server.registry.Evidence;
import java.util.List;

/** Writes the report of a compilation in the registry's words. */
final class CompileEvidence {
  private CompileEvidence() {}

  /** An empty reason says that it was proved. */
  static Evidence.Compilation of(String reason, CompileReport report) {
    return new Evidence.Compilation(
        reason.isEmpty(),
        reason.isEmpty() ? null : reason,
        CompileReport.BOUND,
        report.converters(),
        report.originalMsPerRow(),
        report.splits(),
        report.testedSplits(),
        report.attempts().stream().map(CompileEvidence::attempt).toList());
  }

  private static Evidence.Attempt attempt(CompileReport.Attempt attempt) {
    List<Evidence.ComparedRows> rows =
        attempt.rows().stream()
            .map(
                part ->
                    new Evidence.ComparedRows(part.source().word(), part.rows(), part.differing()))
            .toList();
    List<Evidence.OutputError> outputs =
        attempt.outputs().stream()
            .map(
                error ->
                    new Evidence.OutputError(
                        error.output(),
                        error.differing(),
                        error.largestAbsolute(),
                        error.largestRelative()))
            .toList();
    return new Evidence.Attempt(
        attempt.precision().word(),
        attempt.isProved(),
        attempt.isProved() ? null : attempt.reason(),
        attempt.convertMs(),
        attempt.proofMs(),
        attempt.bytes(),
        attempt.isProved() ? attempt.msPerRow() : null,
        rows,
        outputs);
  }
}
