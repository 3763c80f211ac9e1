package io.plimsoll.server.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens to {@link Announcement}s on a connection of its own and hands them to its listeners, on
 * one thread. After a lost connection the listeners are told that they may have missed something.
 */
public final class Announcements implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Announcements.class);
  private static final int POLL_MILLIS = 1_000;
  private static final Duration ASK_EVERY = Duration.ofSeconds(10);
  private static final int ANSWER_SECONDS = 5;

  private final DatabaseAddress address;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean open = true;
  private final Thread thread;

  public Announcements(DatabaseAddress address) {
    this.address = address;
    this.thread = Thread.ofPlatform().daemon().name("announcements").unstarted(this::listenForever);
  }

  public void start() {
    thread.start();
  }

  /** Adds a listener; it must return quickly. */
  public void subscribe(Consumer<Announcement> onAnnouncement, Runnable onGap) {
    listeners.add(new Listener(onAnnouncement, onGap));
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
  }

  private void listenForever() {
    while (open) {
      try (Connection connection = connect()) {
        listen(connection);
      } catch (SQLException failure) {
        if (open) {
          LOG.warnf(
              "the connection that listens for announcements was lost: %s", failure.getMessage());
          pause();
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + Announcement.CHANNEL);
    }
    listeners.forEach(listener -> listener.onGap().run());
    PGConnection postgres = connection.unwrap(PGConnection.class);
    long askedAt = System.nanoTime();
    while (open) {
      for (PGNotification notification : postgres.getNotifications(POLL_MILLIS)) {
        Announcement.parse(notification.getParameter()).ifPresent(this::tell);
      }
      // Who only listens never hears that the other end is gone.
      if (System.nanoTime() - askedAt > ASK_EVERY.toNanos()) {
        if (!connection.isValid(ANSWER_SECONDS)) {
          throw new SQLException("the database does not answer");
        }
        askedAt = System.nanoTime();
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user().name());
    properties.setProperty("password", address.user().password());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(address.url(), properties);
  }

  private void tell(Announcement announcement) {
    for (Listener listener : listeners) {
      try {
        listener.onAnnouncement().accept(announcement);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "a listener failed at the announcement of %s", announcement.topics());
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private record Listener(Consumer<Announcement> onAnnouncement, Runnable onGap) {}
}
