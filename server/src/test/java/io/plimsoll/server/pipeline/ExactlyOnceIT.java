package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerProcess;
import io.plimsoll.server.testing.TestServerTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What is acknowledged is stored exactly once, whatever dies: the server's process three times, its
 * PostgreSQL and its broker once each, all with kill -9 and under load. Clients do what the wire
 * asks of them: they send again, with the same ids, what was not acknowledged.
 */
class ExactlyOnceIT {
  private static final int SENDERS = 3;
  private static final int EVENTS_BETWEEN_KILLS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final TestServer SERVER = TestServer.start();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "exactly");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void storesWhatWasAcknowledgedOnceThroughEveryKill() throws Exception {
    Acknowledged acknowledged = new Acknowledged();
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      List<Sender> senders = new ArrayList<>();
      List<Future<?>> running = new ArrayList<>();
      for (int number = 0; number < SENDERS; number++) {
        Sender sender = new Sender(SERVER, TENANT.key(), number, acknowledged);
        senders.add(sender);
        running.add(threads.submit(sender));
      }
      try {
        killEverythingInTurn(acknowledged);
        senders.forEach(Sender::finish);
        for (Future<?> each : running) {
          each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
      } finally {
        senders.forEach(Sender::abandon);
      }
    }
    awaitStored(acknowledged);

    assertThat(stored()).isEqualTo(acknowledged.ids());
    assertThat(count("SELECT count(*) FROM (%s) AS raw".formatted(Recount.ALL_IDS)))
        .isEqualTo(acknowledged.ids().size());
    assertThat(Recount.differences(SERVER.database(), TENANT.projectId())).isEmpty();
    assertThat(count("SELECT count(*) FROM dead_letters WHERE project_id = :project")).isZero();
  }

  private static void killEverythingInTurn(Acknowledged acknowledged) {
    for (int kill = 0; kill < 3; kill++) {
      acknowledged.awaitMore(EVENTS_BETWEEN_KILLS);
      SERVER.kill9();
      SERVER.restart();
    }
    acknowledged.awaitMore(EVENTS_BETWEEN_KILLS);
    TestServerProcess.signal("KILL", SERVER.postgres().pid());
    acknowledged.awaitMore(EVENTS_BETWEEN_KILLS);
    TestServerProcess.signal("KILL", SERVER.broker().pid());
    acknowledged.awaitMore(EVENTS_BETWEEN_KILLS);
  }

  private static void awaitStored(Acknowledged acknowledged) {
    long wanted = acknowledged.ids().size();
    TestServerPatience.until(
        wanted + " rows",
        PATIENCE,
        () -> count("SELECT count(*) FROM (%s) AS raw".formatted(Recount.ALL_IDS)) >= wanted);
  }

  private static Set<String> stored() {
    return SERVER
        .database()
        .withHandle(
            handle ->
                new TreeSet<>(
                    handle
                        .createQuery("SELECT id::text FROM (%s) AS raw".formatted(Recount.ALL_IDS))
                        .bind("project", TENANT.projectId())
                        .mapTo(String.class)
                        .list()));
  }

  private static long count(String query) {
    return TENANT.count(query);
  }
}
