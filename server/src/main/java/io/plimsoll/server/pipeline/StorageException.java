package io.plimsoll.server.pipeline;

import java.sql.SQLException;

/** The database refused or lost a batch. */
final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  StorageException(SQLException cause) {
    super(cause);
    this.sqlState = String.valueOf(cause.getSQLState());
  }

  /**
   * Whether a value is to blame, so that the same batch would fail for ever: SQLSTATE classes 22
   * (data) and 23 (constraints).
   */
  boolean isForData() {
    return sqlState.startsWith("22") || sqlState.startsWith("23");
  }
}
