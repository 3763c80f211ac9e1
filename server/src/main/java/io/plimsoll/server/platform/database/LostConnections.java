package io.plimsoll.server.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes one lost connection for a sign that the way to the database was lost: whatever lies idle is
 * forgotten with it. Where a network swallows what it is given, each connection would otherwise
 * cost the next caller seconds until it is found out.
 */
final class LostConnections implements ExceptionSorter, ConnectionValidator {
  private static final int VALID_SECONDS = 5;

  private final ExceptionSorter sorter = new PostgreSQLExceptionSorter();
  private volatile Optional<AgroalDataSource> pool = Optional.empty();

  /** Says whose connections are forgotten. */
  void watch(AgroalDataSource watched) {
    pool = Optional.of(watched);
  }

  @Override
  public boolean isFatal(SQLException failure) {
    return forgetIdleIf(sorter.isFatal(failure));
  }

  /** Asks with a limit: an idle connection may have been cut without either end hearing of it. */
  @Override
  public boolean isValid(Connection connection) {
    boolean isAlive;
    try {
      isAlive = connection.isValid(VALID_SECONDS);
    } catch (SQLException broken) {
      isAlive = false;
    }
    return !forgetIdleIf(!isAlive);
  }

  private boolean forgetIdleIf(boolean isLost) {
    if (isLost) {
      pool.ifPresent(watched -> watched.flush(FlushMode.IDLE));
    }
    return isLost;
  }
}
