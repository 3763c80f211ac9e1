package io.plimsoll.server.pipeline;

import java.sql.SQLException;
import java.util.Optional;

/** The database refused or lost a batch. */
final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  StorageException(SQLException cause) {
    super(cause);
    this.sqlState = String.valueOf(cause.getSQLState());
  }

  /** The failure below {@code failure} that the database reported, if it was one. */
  static Optional<StorageException> below(RuntimeException failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((SQLException) cause).map(StorageException::new);
  }

  /**
   * Whether a value is to blame, so that the same batch would fail for ever: SQLSTATE classes 22
   * (data), 23 (constraints) and 54 (too large for an index or a row).
   */
  boolean isForData() {
    return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("54");
  }
}
