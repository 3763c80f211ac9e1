package io.plimsoll.server.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.Authenticator;
import io.plimsoll.server.live.LiveWire.Closing;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.database.ProjectId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * All connected dashboards of this process. Announcements of the database come in, each client
 * hears of those of its project. Thread-safe; never blocks.
 */
@ApplicationScoped
public class LiveHub {
  static final int MOST_CLIENTS_OF_A_PROJECT = 500;

  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Map<String, LiveClient> clients = new ConcurrentHashMap<>();

  public LiveHub(Announcements announcements, InstantSource clock, MeterRegistry meters) {
    this.clock = clock;
    this.meters = meters;
    meters.gaugeMapSize("plimsoll.live.clients", List.of(), clients);
    announcements.subscribe(this::announced, this::missedSome);
  }

  /** Takes a client in and greets it, unless its project has too many. */
  void open(String connection, Visitor visitor, LiveWire wire) {
    Instant now = clock.instant();
    LiveClient client = new LiveClient(visitor, wire, now);
    if (of(visitor.tenant().project()).size() >= MOST_CLIENTS_OF_A_PROJECT) {
      close(client, Closing.FULL);
      return;
    }
    clients.put(connection, client);
    client.greet(now);
  }

  /** The connection is gone. */
  void left(String connection) {
    clients.remove(connection);
  }

  /** The connection gave a sign of life. */
  void alive(String connection) {
    Optional.ofNullable(clients.get(connection)).ifPresent(client -> client.alive(clock.instant()));
  }

  void announced(Announcement announcement) {
    // Changes of keys and members concern the server itself; they are no topic of a dashboard.
    Set<String> topics =
        announcement.topics().stream()
            .filter(topic -> !topic.equals(Authenticator.TOPIC))
            .collect(Collectors.toSet());
    if (topics.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    of(announcement.project()).forEach(client -> client.changed(topics, now));
  }

  void missedSome() {
    Instant now = clock.instant();
    clients.values().forEach(client -> client.changed(Set.of(Announcement.EVERYTHING), now));
  }

  /** Does what is due for each client; returns those whose right is to be looked at again. */
  List<LiveClient> tick() {
    Instant now = clock.instant();
    clients
        .values()
        .forEach(client -> client.tick(now).ifPresent(closing -> close(client, closing)));
    return clients.values().stream().filter(client -> client.isCheckDue(now)).toList();
  }

  /** Closes a client's connection and counts why. */
  void close(LiveClient client, Closing closing) {
    meters
        .counter("plimsoll.live.closed", "reason", closing.name().toLowerCase(Locale.ROOT))
        .increment();
    client.close(closing);
  }

  private List<LiveClient> of(ProjectId project) {
    return clients.values().stream()
        .filter(client -> client.visitor().tenant().project().equals(project))
        .toList();
  }
}
