package io.plimsoll.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.testing.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ColumnsIT {
  private static final TestDatabase TEST = TestDatabase.create();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final String JSON = "SELECT CAST(:value AS json) AS it";

  @AfterAll
  static void close() {
    TEST.close();
  }

  private record Shape(String name, List<Integer> sides, @Nullable Instant drawn) {}

  private interface Read<T> {
    T from(ResultSet row) throws SQLException;
  }

  @Test
  void keepsAnInstantToTheMicrosecond() {
    Instant byName = ask("SELECT :value AS it", NOON, row -> Columns.instant(row, "it"));
    Instant byPlace = ask("SELECT :value AS it", NOON, row -> Columns.instant(row, 1));

    assertThat(byName).isEqualTo(NOON);
    assertThat(byPlace).isEqualTo(NOON);
  }

  @Test
  void bindsAnInstantAsATimeEvenBesideAnInterval() {
    Instant hourBefore =
        ask("SELECT :value - INTERVAL '1 hour' AS it", NOON, row -> Columns.instant(row, "it"));

    assertThat(hourBefore).isEqualTo(NOON.minusSeconds(3600));
  }

  @Test
  void tellsAMissingInstantFromOneThatIsThere() {
    String query = "SELECT CAST(:value AS timestamptz) AS it";
    Optional<Instant> missing =
        ask(query, null, row -> Optional.ofNullable(Columns.instantOrNull(row, "it")));
    Optional<Instant> there =
        ask(query, NOON, row -> Optional.ofNullable(Columns.instantOrNull(row, "it")));

    assertThat(missing).isEmpty();
    assertThat(there).contains(NOON);
  }

  @Test
  void readsAnArrayOfText() {
    List<String> texts =
        ask("SELECT ARRAY[:value, 'b'] AS it", "a", row -> Columns.texts(row, "it"));

    assertThat(texts).containsExactly("a", "b");
  }

  @Test
  void readsTheJsonThatItWrites() {
    Shape square = new Shape("square", List.of(1, 1, 1, 1), NOON);
    Shape one = ask(JSON, Columns.json(square), row -> Columns.json(row, "it", Shape.class));
    List<Shape> many =
        ask(
            JSON,
            Columns.json(List.of(square)),
            row -> Columns.json(row, "it", new TypeReference<List<Shape>>() {}));
    Map<String, Object> loose = ask(JSON, Columns.json(square), row -> Columns.object(row, "it"));

    assertThat(one).isEqualTo(square);
    assertThat(many).containsExactly(square);
    assertThat(loose)
        .containsEntry("name", "square")
        .containsEntry("sides", List.of(1, 1, 1, 1))
        .containsEntry("drawn", NOON.toString());
  }

  @Test
  void passesOverMembersThatItDoesNotKnow() {
    Shape dot =
        ask(
            JSON,
            "{\"name\": \"dot\", \"sides\": [], \"colour\": \"red\"}",
            row -> Columns.json(row, "it", Shape.class));

    assertThat(dot).isEqualTo(new Shape("dot", List.of(), null));
  }

  @Test
  void namesTheColumnOfJsonThatDoesNotHaveItsForm() {
    assertThatThrownBy(() -> ask(JSON, "[1]", row -> Columns.json(row, "it", Shape.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the column it");
  }

  private static <T> T ask(String query, @Nullable Object value, Read<T> read) {
    RowMapper<T> mapper = (row, context) -> read.from(row);
    return TEST.database()
        .transact(
            Scope.NONE, handle -> handle.createQuery(query).bind("value", value).map(mapper).one());
  }
}
