package io.plimsoll.server.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Connection pools over one {@link DatabaseAddress}. */
public final class Pools {
  /** Longer than any statement of ours takes. */
  private static final String SOCKET_SECONDS = "600";

  private static final int VALID_SECONDS = 5;

  private Pools() {}

  /** A bounded pool; a caller waits at most ten seconds for a connection. */
  public static AgroalDataSource open(DatabaseAddress address, int size) {
    DatabaseAddress.Login login = address.user();
    AgroalDataSourceConfigurationSupplier settings =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(size)
                        .minSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        // Without these two, a connection that broke with the database is
                        // handed out again and again, and the server never recovers.
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionValidator(Pools::isAlive)
                        .idleValidationTimeout(Duration.ofSeconds(5))
                        .connectionFactoryConfiguration(
                            factory ->
                                factory
                                    .jdbcUrl(address.url())
                                    .principal(new NamePrincipal(login.name()))
                                    .credential(new SimplePassword(login.password()))
                                    .jdbcProperty("ApplicationName", "plimsoll")
                                    .jdbcProperty("tcpKeepAlive", "true")
                                    // Days of partitions are days in UTC, wherever the
                                    // server stands.
                                    .jdbcProperty("options", "-c TimeZone=UTC")
                                    .jdbcProperty("connectTimeout", "10")
                                    // A network that swallows packets must not keep
                                    // anybody waiting for ever.
                                    .jdbcProperty("socketTimeout", SOCKET_SECONDS)));
    try {
      return AgroalDataSource.from(settings);
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot open a pool to " + address.url(), failure);
    }
  }

  /** Asks with a limit: an idle connection may have been cut without either end hearing of it. */
  private static boolean isAlive(Connection connection) {
    try {
      return connection.isValid(VALID_SECONDS);
    } catch (SQLException broken) {
      return false;
    }
  }
}
