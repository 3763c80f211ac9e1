package io.plimsoll.server.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/** Connection pools over one {@link DatabaseAddress}. */
public final class Pools {
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
                        .connectionValidator(ConnectionValidator.defaultValidator())
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
                                    .jdbcProperty("connectTimeout", "10")));
    try {
      return AgroalDataSource.from(settings);
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot open a pool to " + address.url(), failure);
    }
  }
}
