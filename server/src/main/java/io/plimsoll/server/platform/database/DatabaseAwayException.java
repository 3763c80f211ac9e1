package io.plimsoll.server.platform.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** There is no connection to the database: it is away, or it has no more to give. */
public final class DatabaseAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The classes of SQL states that a database reports when it, or the way to it, goes away: of
   * connections, of resources that have run out, and of an operator who has stepped in.
   */
  private static final Set<String> STATES = Set.of("08", "53", "57P");

  public DatabaseAwayException(Throwable cause) {
    super("the database is away: " + cause.getMessage(), cause);
  }

  /** Whether it was the absence of the database that made something fail. */
  public static boolean isBelow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatabaseAwayException || isState(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isState(@Nullable Throwable cause) {
    return cause instanceof SQLException sql
        && Optional.ofNullable(sql.getSQLState())
            .filter(state -> STATES.stream().anyMatch(state::startsWith))
            .isPresent();
  }
}
