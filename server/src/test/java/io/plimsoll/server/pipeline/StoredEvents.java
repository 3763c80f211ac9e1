package io.plimsoll.server.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.events.LineageReader;
import io.plimsoll.events.Values;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.testing.TestSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/**
 * Events of one project that the pipeline itself stores, for tests of what reads its tables. They
 * are gathered and stored by {@link #store}.
 */
public final class StoredEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecretBox SECRETS = TestSecrets.newBox();

  private final Database database;
  private final Tenant tenant;
  private final List<StoredEvent> waiting = new ArrayList<>();

  public StoredEvents(Database database, Tenant tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /** A prediction that was answered. */
  public UUID answered(
      Instant at, String model, String version, Map<String, ?> features, double latencyMs) {
    return prediction(
        at, model, version, features, Map.of("label", 1), latencyMs, Optional.empty());
  }

  /** A prediction with an id and outputs of its own. */
  public UUID answered(
      UUID id,
      Instant at,
      String model,
      String version,
      Map<String, ?> features,
      Map<String, ?> outputs) {
    return prediction(id, at, model, version, features, outputs, Double.NaN, Optional.empty());
  }

  /** A label with an id and fields of its own. */
  public void label(UUID id, Instant at, UUID prediction, String model, Map<String, ?> actual) {
    add(new Event.Feedback(id, at, Map.of(), prediction, model, values(actual)));
  }

  /** A prediction that failed. */
  public UUID failed(Instant at, String model, String version) {
    return prediction(
        at,
        model,
        version,
        Map.of(),
        Map.of(),
        Double.NaN,
        Optional.of(new Event.Failure("timeout", "the model took too long")));
  }

  public void feedback(Instant at, UUID prediction, String model, Object actual) {
    add(
        new Event.Feedback(
            Ids.timeOrdered(at), at, Map.of(), prediction, model, values(Map.of("value", actual))));
  }

  public void metric(
      Instant at, String name, Map<String, String> tags, Event.MetricKind kind, double value) {
    add(new Event.Metric(Ids.timeOrdered(at), at, tags, name, kind, value));
  }

  /** A metric as it was read. */
  void metric(Event.Metric metric) {
    add(metric);
  }

  public void stage(
      Instant at, String pipeline, String stage, Event.StageStatus status, double durationMs) {
    add(
        new Event.Stage(
            Ids.timeOrdered(at),
            at,
            Map.of(),
            pipeline,
            stage,
            "run",
            status,
            durationMs,
            OptionalLong.of(100),
            status == Event.StageStatus.OK ? OptionalLong.of(90) : OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  public void error(Instant at, String kind, String message) {
    add(
        new Event.ErrorReport(
            Ids.timeOrdered(at),
            at,
            Map.of("host", "a"),
            new Event.Failure(kind, message),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  public void batch(Event.DatasetBatch batch) {
    add(batch);
  }

  public void spark(Event.SparkReport report) {
    add(report);
  }

  /** An event of OpenLineage that arrived at this time, whatever time it tells of. */
  public void lineage(Instant receivedAt, String json) {
    try {
      Event event = new LineageReader().read(json.getBytes(StandardCharsets.UTF_8), receivedAt);
      waiting.add(new StoredEvent(tenant.project(), receivedAt, event));
    } catch (EventRefusedException unfit) {
      throw new IllegalArgumentException(unfit);
    }
  }

  /** An event as a client sends it. */
  public void sent(Map<String, ?> event) {
    try {
      add(
          new EventReader(Limits.DEFAULTS.withOldest(Duration.ofDays(36_500)))
              .read(JSON.writeValueAsBytes(event), Instant.now()));
    } catch (EventRefusedException | JsonProcessingException unfit) {
      throw new IllegalArgumentException(unfit);
    }
  }

  /** Stores what was gathered, in one transaction. */
  public void store() {
    store(new LinkedHashMap<>(Map.of(tenant.project().value(), List.copyOf(waiting))));
    waiting.clear();
  }

  /** Writes all of it, and then fails at a project that does not exist: nothing may be left. */
  void storeAndFail() {
    Map<UUID, List<StoredEvent>> events = new LinkedHashMap<>();
    events.put(tenant.project().value(), List.copyOf(waiting));
    events.put(UUID.randomUUID(), List.copyOf(waiting));
    store(events);
  }

  private void store(Map<UUID, List<StoredEvent>> events) {
    new PipelineStore(database, SECRETS, InstantSource.system())
        .store(new Batch(events, List.of(), List.of()));
  }

  /** How many events wait to be stored. */
  public int size() {
    return waiting.size();
  }

  /** Puts what waits into another order, and repeats some of it, as senders do. */
  public void shuffle(Random random) {
    for (int again = waiting.size() / 5; again > 0; again--) {
      waiting.add(waiting.get(random.nextInt(waiting.size())));
    }
    Collections.shuffle(waiting, random);
  }

  /** Stores what was gathered in transactions of so many events. */
  public void storeBy(int size) {
    List<StoredEvent> all = List.copyOf(waiting);
    for (int from = 0; from < all.size(); from += size) {
      waiting.clear();
      waiting.addAll(all.subList(from, Math.min(all.size(), from + size)));
      store();
    }
  }

  private UUID prediction(
      Instant at,
      String model,
      String version,
      Map<String, ?> features,
      Map<String, ?> outputs,
      double latencyMs,
      Optional<Event.Failure> failure) {
    return prediction(
        Ids.timeOrdered(at), at, model, version, features, outputs, latencyMs, failure);
  }

  private UUID prediction(
      UUID id,
      Instant at,
      String model,
      String version,
      Map<String, ?> features,
      Map<String, ?> outputs,
      double latencyMs,
      Optional<Event.Failure> failure) {
    add(
        new Event.Prediction(
            id,
            at,
            Map.of(),
            model,
            version,
            Optional.empty(),
            values(features),
            values(outputs),
            Double.isNaN(latencyMs) ? OptionalDouble.empty() : OptionalDouble.of(latencyMs),
            failure,
            Optional.empty(),
            Optional.empty()));
    return id;
  }

  private void add(Event event) {
    waiting.add(new StoredEvent(tenant.project(), event.occurredAt(), event));
  }

  private static Values values(Map<String, ?> given) {
    Map<String, Object> byName = new HashMap<>();
    given.forEach(
        (name, value) ->
            byName.put(name, value instanceof Number number ? number.doubleValue() : value));
    try {
      return new Values(JSON.writeValueAsString(given), byName);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("plain values are always JSON", impossible);
    }
  }
}
