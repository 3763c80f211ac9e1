package io.plimsoll.server.lineage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of what was asserted.
 *
 * @param run that looked; absent if none was named
 * @param failed those whose failure is an error
 * @param warned those whose failure is a warning
 */
@Schema(name = "LineageCheckRun")
public record CheckRun(
    @Nullable UUID run, Instant at, long passed, long failed, long warned, List<Check> checks) {
  public CheckRun {
    checks = List.copyOf(checks);
  }

  /**
   * One assertion or test.
   *
   * @param status pass, fail or skip
   */
  @Schema(name = "LineageCheck")
  public record Check(
      String name,
      @Nullable String column,
      String status,
      @Nullable String severity,
      @Nullable String description,
      @Nullable String expected,
      @Nullable String actual) {

    /** Of an assertion of a dataset, or of a test of a run, which name the same differently. */
    static Check of(Map<?, ?> said) {
      String status =
          said.get("success") instanceof Boolean success
              ? (success ? "pass" : "fail")
              : Said.text(said, "status").orElse("skip");
      return new Check(
          Said.text(said, "name")
              .or(() -> Said.text(said, "assertion"))
              .or(() -> Said.text(said, "type"))
              .orElse("?"),
          Said.shown(said, "column"),
          status,
          Said.shown(said, "severity"),
          Said.shown(said, "description"),
          Said.shown(said, "expected"),
          Said.shown(said, "actual"));
    }
  }
}
