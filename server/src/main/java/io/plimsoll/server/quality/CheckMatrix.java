package io.plimsoll.server.quality;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which check passed and which failed in the latest batches, the oldest of them first. */
public record CheckMatrix(List<MatrixBatch> batches, List<MatrixCheck> checks) {
  private static final List<String> SEVERITIES = List.of("critical", "warning", "info");

  public CheckMatrix {
    batches = List.copyOf(batches);
    checks = List.copyOf(checks);
  }

  /** A column of the matrix. */
  public record MatrixBatch(UUID id, Instant occurredAt, long rows) {}

  /** A row of the matrix: what became of a check in each batch. */
  public record MatrixCheck(
      String check,
      String expectation,
      @Nullable String column,
      String severity,
      List<Outcome> outcomes) {
    public MatrixCheck {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** What became of a check in a batch. */
  @Schema(name = "CheckOutcome")
  public enum Outcome {
    PASSED,
    FAILED,
    /** It was not asked of that batch. */
    ABSENT;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What became of one check in one batch, as it is stored. */
  record Cell(
      String check, String expectation, @Nullable String column, String severity, boolean passed) {}

  /** Puts cells together: {@code cells} holds those of each batch, in the order of the batches. */
  static CheckMatrix of(List<MatrixBatch> batches, List<List<Cell>> cells) {
    Map<String, Cell> known = new LinkedHashMap<>();
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (int place = 0; place < batches.size(); place++) {
      for (Cell cell : cells.get(place)) {
        // The newest batch says how grave a check is.
        known.put(cell.check(), cell);
        List<Outcome> row = outcomes.computeIfAbsent(cell.check(), name -> new ArrayList<>());
        fill(row, place);
        row.add(cell.passed() ? Outcome.PASSED : Outcome.FAILED);
      }
    }
    List<MatrixCheck> rows = new ArrayList<>();
    outcomes.forEach(
        (name, row) -> {
          fill(row, batches.size());
          Cell cell = known.get(name);
          if (cell != null) {
            rows.add(
                new MatrixCheck(name, cell.expectation(), cell.column(), cell.severity(), row));
          }
        });
    rows.sort(Comparator.comparingInt(row -> SEVERITIES.indexOf(row.severity())));
    return new CheckMatrix(batches, rows);
  }

  private static void fill(List<Outcome> row, int length) {
    while (row.size() < length) {
      row.add(Outcome.ABSENT);
    }
  }
}
