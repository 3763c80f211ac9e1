package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void refusesWhatCannotBeAVersion() {
    assertThatThrownBy(() -> question("1\0", null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("NUL");
    assertThatThrownBy(() -> question("1".repeat(201), null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("200");
    assertThat(question("1".repeat(200), null).version()).hasSize(200);
  }

  @Test
  void refusesMoreChunksThanCanBeLookedAtTogether() {
    PerformanceReports.requireFew(question(null, "hour"), 400);
    assertThatThrownBy(() -> PerformanceReports.requireFew(question(null, "hour"), 401))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("hour")
        .hasMessageContaining("401 chunks")
        .hasMessageContaining("week");
    assertThatThrownBy(() -> PerformanceReports.requireFew(question(null, "rows:5"), 401))
        .hasMessageContaining("rows:5");
  }

  private static Question question(@Nullable String version, @Nullable String chunk) {
    return Question.parse("m", version, null, null, chunk, null, null, null, NOW);
  }
}
