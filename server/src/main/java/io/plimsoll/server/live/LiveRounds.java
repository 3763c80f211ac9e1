package io.plimsoll.server.live;

import io.plimsoll.server.live.LiveDoor.Admission;
import io.plimsoll.server.live.LiveWire.Closing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes the rounds among the connected dashboards: four times a second what is due is sent, and
 * twice a minute each client has to be somebody who may still be here.
 */
@ApplicationScoped
public class LiveRounds {
  private static final Logger LOG = Logger.getLogger(LiveRounds.class);

  private final LiveHub hub;
  private final LiveDoor door;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("live-rounds").factory());
  private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();

  public LiveRounds(LiveHub hub, LiveDoor door) {
    this.hub = hub;
    this.door = door;
  }

  void start(@Observes StartupEvent event) {
    long millis = LiveClient.GAP.toMillis();
    var unused = rounds.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    rounds.shutdownNow();
    checks.shutdownNow();
  }

  private void round() {
    try {
      for (LiveClient client : hub.tick()) {
        checks.execute(() -> check(client));
      }
    } catch (RuntimeException failure) {
      LOG.error("a round among the live connections failed", failure);
    }
  }

  /** Closes the connection of a client that may not be here any more. */
  void check(LiveClient client) {
    Visitor visitor = client.visitor();
    try {
      switch (door.admit(
          visitor.credential(),
          visitor.tenant().organisationSlug(),
          visitor.tenant().projectSlug())) {
        case Admission.Admitted admitted -> {}
        case Admission.Refused refused -> hub.close(client, closing(refused));
      }
    } catch (RuntimeException away) {
      // Without the database nobody can be told apart; the next round asks again.
      LOG.warnf("could not check a live connection: %s", away.getMessage());
    }
  }

  private static Closing closing(Admission.Refused refused) {
    return switch (refused.code().status()) {
      case 403 -> Closing.FORBIDDEN;
      case 404 -> Closing.GONE;
      default -> Closing.SIGNED_OUT;
    };
  }
}
