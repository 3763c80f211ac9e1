package io.plimsoll.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.live.LiveWire.Closing;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.database.DatabaseAddress;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveHubTest {
  private final Tenant flights = tenant("flights");
  private final Tenant fraud = tenant("fraud");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final LiveHub hub = new LiveHub(silentAnnouncements(), () -> now, meters);

  @Test
  void greetsWhoeverComesIn() {
    RecordingWire wire = open("a", flights, RecordingWire.fast());

    assertThat(wire.sent).containsExactly(LiveMessage.hello(now));
  }

  @Test
  void tellsOnlyTheProjectInWhichSomethingChanged() {
    RecordingWire ours = open("a", flights, RecordingWire.fast());
    RecordingWire theirs = open("b", fraud, RecordingWire.fast());

    announce(flights, "jobs", "job:1");

    assertThat(ours.sent).last().isEqualTo(LiveMessage.changed(Set.of("jobs", "job:1"), now));
    assertThat(theirs.types()).containsExactly("hello");
  }

  @Test
  void keepsChangesOfKeysAndMembersToItself() {
    RecordingWire wire = open("a", flights, RecordingWire.fast());

    announce(flights, "identity");

    assertThat(wire.types()).containsExactly("hello");
  }

  @Test
  void sendsTheFirstChangeAtOnceAndTheRestWithTheRounds() {
    RecordingWire wire = open("a", flights, RecordingWire.fast());

    announce(flights, "jobs");
    announce(flights, "models");
    announce(flights, "alerts");
    assertThat(wire.types()).containsExactly("hello", "changed");

    after(Duration.ofMillis(250));
    assertThat(wire.sent).last().isEqualTo(LiveMessage.changed(Set.of("models", "alerts"), now));
  }

  @Test
  void saysThatEverythingMayHaveChangedAfterAGap() {
    RecordingWire ours = open("a", flights, RecordingWire.fast());
    RecordingWire theirs = open("b", fraud, RecordingWire.fast());

    hub.missedSome();

    LiveMessage everything = LiveMessage.changed(Set.of("everything"), now);
    assertThat(ours.sent).last().isEqualTo(everything);
    assertThat(theirs.sent).last().isEqualTo(everything);
  }

  @Test
  void putsNothingOnTheLineOfASlowClientWhileAMessageIsOnIt() {
    RecordingWire wire = open("a", flights, RecordingWire.slow());
    for (int change = 0; change < 1_000; change++) {
      announce(flights, "job:" + change);
      after(Duration.ofMillis(25));
    }
    assertThat(wire.types()).containsExactly("hello");

    wire.deliver();
    after(Duration.ofMillis(250));
    assertThat(wire.sent).last().isEqualTo(LiveMessage.changed(Set.of("everything"), now));
  }

  @Test
  void givesUpOnAClientThatTakesNothing() {
    RecordingWire wire = open("a", flights, RecordingWire.slow());

    after(LiveClient.PATIENCE.plusMillis(1));
    after(Duration.ofSeconds(1));

    assertThat(wire.closings).containsExactly(Closing.SLOW);
    assertThat(meters.counter("plimsoll.live.closed", "reason", "slow").count()).isEqualTo(1);
  }

  @Test
  void pingsEveryFifteenSecondsAndGivesUpOnAClientThatIsSilent() {
    RecordingWire wire = open("a", flights, RecordingWire.fast());

    after(Duration.ofSeconds(15));
    after(Duration.ofSeconds(15));
    assertThat(wire.types()).containsExactly("hello", "ping", "ping");
    assertThat(wire.probes).isEqualTo(2);
    hub.alive("a");

    after(Duration.ofSeconds(45));
    assertThat(wire.closings).isEmpty();
    after(Duration.ofMillis(1));
    assertThat(wire.closings).containsExactly(Closing.SILENT);
  }

  @Test
  void asksAgainTwiceAMinuteWhetherAClientMayStillBeHere() {
    open("a", flights, RecordingWire.fast());

    assertThat(after(Duration.ofSeconds(29))).isEmpty();
    assertThat(after(Duration.ofSeconds(1))).hasSize(1);
    assertThat(after(Duration.ofMillis(250))).isEmpty();
  }

  @Test
  void forgetsAClientThatLeft() {
    RecordingWire wire = open("a", flights, RecordingWire.fast());

    hub.left("a");
    announce(flights, "jobs");

    assertThat(wire.types()).containsExactly("hello");
    assertThat(meters.get("plimsoll.live.clients").gauge().value()).isZero();
  }

  @Test
  void turnsAwayWhatIsTooMuchForAProject() {
    for (int client = 0; client < LiveHub.MOST_CLIENTS_OF_A_PROJECT; client++) {
      open("client-" + client, flights, RecordingWire.fast());
    }

    assertThat(open("one too many", flights, RecordingWire.fast()).closings)
        .containsExactly(Closing.FULL);
    assertThat(open("of another project", fraud, RecordingWire.fast()).closings).isEmpty();
  }

  private RecordingWire open(String connection, Tenant tenant, RecordingWire wire) {
    hub.open(connection, new Visitor(new Credential.Session("token"), tenant), wire);
    return wire;
  }

  private void announce(Tenant tenant, String... topics) {
    hub.announced(new Announcement(tenant.project(), Set.of(topics)));
  }

  private List<LiveClient> after(Duration time) {
    now = now.plus(time);
    return hub.tick();
  }

  private static Tenant tenant(String slug) {
    return new Tenant(
        new OrganisationId(UUID.randomUUID()), "acme", new ProjectId(UUID.randomUUID()), slug);
  }

  /** Never started, so it hears nothing; the test announces by hand. */
  private static Announcements silentAnnouncements() {
    DatabaseAddress.Login nobody = new DatabaseAddress.Login("nobody", "");
    return new Announcements(new DatabaseAddress("jdbc:postgresql:", nobody, nobody));
  }
}
