package io.plimsoll.server.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;

/** Connection pools over one {@link DatabaseAddress}. */
public final class Pools {
  /** Longer than any statement of ours takes. */
  private static final String SOCKET_SECONDS = "600";

  /** From the first packet until a session can be used; the driver has no limit of its own. */
  private static final String LOGIN_SECONDS = "10";

  private Pools() {}

  /** A bounded pool; a caller waits at most ten seconds for a connection. */
  public static AgroalDataSource open(DatabaseAddress address, int size) {
    DatabaseAddress.Login login = address.user();
    LostConnections lost = new LostConnections();
    AgroalDataSourceConfigurationSupplier settings =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(size)
                        .minSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        // Without these two, a connection that broke with the database is
                        // handed out again and again, and the server never recovers.
                        .exceptionSorter(lost)
                        .connectionValidator(lost)
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
                                    // The pool logs in once at a time: one that is never
                                    // answered would end it.
                                    .jdbcProperty("loginTimeout", LOGIN_SECONDS)
                                    // A network that swallows packets must not keep
                                    // anybody waiting for ever.
                                    .jdbcProperty("socketTimeout", SOCKET_SECONDS)));
    try {
      AgroalDataSource pool = AgroalDataSource.from(settings);
      lost.watch(pool);
      return pool;
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot open a pool to " + address.url(), failure);
    }
  }
}
