package io.plimsoll.server.platform.database;

import io.agroal.api.AgroalDataSource;
import io.plimsoll.server.testing.CutProxy;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestServerPatience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool behind a network that swallows what it is given and tells nobody. */
class PoolsIT {
  private static final int SIZE = 16;
  private static final int TLS_REQUEST_BYTES = 8;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private TestDatabase database;
  private CutProxy way;

  @BeforeEach
  void layTheWay() {
    database = TestDatabase.create();
    way = CutProxy.to(port(database.address()));
  }

  @AfterEach
  void close() {
    way.close();
    database.close();
  }

  @Test
  void triesAgainAfterALoginThatIsNeverAnswered() throws Exception {
    AtomicInteger logins = new AtomicInteger();
    try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hearAndSayNothing(silent, logins));
      DatabaseAddress address = through(silent.getLocalPort());
      try (AgroalDataSource pool = Pools.open(address, SIZE)) {
        TestServerPatience.until(
            "a second login",
            LIMIT,
            () -> {
              boolean unused = answers(pool);
              return logins.get() > 1;
            });
      }
    }
  }

  @Test
  void comesBackAfterEveryConnectionWasLost() throws SQLException {
    try (AgroalDataSource pool = Pools.open(through(way.port()), SIZE)) {
      List<Connection> all = new ArrayList<>();
      for (int number = 0; number < SIZE; number++) {
        all.add(pool.getConnection());
      }
      for (Connection each : all) {
        each.close();
      }
      way.strand();
      way.heal();

      TestServerPatience.until("a connection that answers", () -> answers(pool));
    }
  }

  private DatabaseAddress through(int port) {
    DatabaseAddress direct = database.address();
    return new DatabaseAddress(
        direct.url().replace(":" + port(direct) + "/", ":" + port + "/"),
        direct.user(),
        direct.owner());
  }

  private static int port(DatabaseAddress address) {
    return URI.create(address.url().substring("jdbc:".length())).getPort();
  }

  /** As a PostgreSQL that refuses to speak TLS, and falls silent after that. */
  private static void hearAndSayNothing(ServerSocket silent, AtomicInteger logins) {
    List<Socket> kept = new ArrayList<>();
    try {
      while (true) {
        Socket client = silent.accept();
        kept.add(client);
        client.getInputStream().readNBytes(TLS_REQUEST_BYTES);
        client.getOutputStream().write('N');
        logins.incrementAndGet();
      }
    } catch (IOException closed) {
      kept.forEach(PoolsIT::closeQuietly);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      return;
    }
  }

  private static boolean answers(AgroalDataSource pool) {
    try {
      return new Database(pool)
          .transactWithin(
              Duration.ofSeconds(1),
              Scope.NONE,
              handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (RuntimeException away) {
      return false;
    }
  }
}
