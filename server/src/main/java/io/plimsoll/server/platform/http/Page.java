package io.plimsoll.server.platform.http;

import java.util.List;
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
