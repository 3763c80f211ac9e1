package io.plimsoll.server.platform.http;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list; {@code nextCursor} is absent on the last. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 200;

  public Page {
    items = List.copyOf(items);
  }

  /** A list that fits one page. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, null);
  }

  /**
   * Cuts {@code rows}, which were asked for with {@code limit + 1}, and takes the cursor from the
   * last one shown.
   */
  public static <T> Page<T> cut(List<T> rows, int limit, Function<T, String> cursor) {
    if (rows.size() <= limit) {
      return whole(rows);
    }
    List<T> shown = rows.subList(0, limit);
    return new Page<>(shown, cursor.apply(shown.getLast()));
  }

  /**
   * The id that the cursor of a list ordered by id stands for; null for the first page, or a
   * problem that says what a cursor is.
   */
  public static @Nullable UUID after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return UUID.fromString(cursor);
    } catch (IllegalArgumentException notAnId) {
      throw unknown(cursor);
    }
  }

  /** The refusal of a cursor that no list has given out. */
  public static ProblemException unknown(String cursor) {
    return ProblemException.invalid(
        "cursor", "\"%s\" is not the nextCursor of a page.".formatted(cursor));
  }

  /** The page size asked for, or a problem that names the bounds. */
  public static int limit(@Nullable Integer asked) {
    if (asked == null) {
      return DEFAULT_LIMIT;
    }
    if (asked < 1 || asked > MAX_LIMIT) {
      throw ProblemException.invalid("limit", "%d is outside 1 to %d.".formatted(asked, MAX_LIMIT));
    }
    return asked;
  }
}
