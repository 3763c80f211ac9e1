package io.plimsoll.server.drift;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.ProfileCompaction;
import io.plimsoll.server.pipeline.ProfileSumStore;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A model with a baseline over a real database, and a clock that the test moves. */
public final class DriftScene implements InstantSource, AutoCloseable {
  public static final Instant START = Instant.parse("2026-11-21T12:34:30Z");
  public static final String MODEL = "flights";

  public final TestDatabase test = TestDatabase.create();
  public final Tenant acme = test.tenant("acme", "main");
  public final Tenant other = test.tenant("other", "main");
  public final DriftModelStore models =
      new DriftModelStore(test.database(), new ConfigLoader().load(Path.of("target")));
  public final CredentialStore tenants = new CredentialStore(test.database());
  public final ProfileSumStore sums = new ProfileSumStore(test.database(), this);
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private final StoredEvents events = new StoredEvents(test.database(), acme);
  private final Random random = new Random(11);
  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** A version in production with a baseline of temperatures from 0 to 99 and two carriers. */
  public void deploy() {
    NumericProfile temperatures = new NumericProfile();
    CategoricalProfile carriers = new CategoricalProfile();
    for (int row = 0; row < 2_000; row++) {
      temperatures.update(random.nextInt(10_000) / 100.0);
      carriers.update(random.nextBoolean() ? "UA" : "DL");
    }
    test.owner()
        .useHandle(
            handle -> {
              handle.execute(
                  "INSERT INTO models (project_id, name) VALUES (?, ?)",
                  acme.project().value(),
                  MODEL);
              handle
                  .createUpdate(
                      """
                      INSERT INTO model_versions (project_id, model_id, number, framework, engine, digest, size_bytes,
                        manifest, signature, evidence, example_rows, commit_id, commit_message, created_at, created_by,
                        job_id)
                      SELECT :project, m.id, 1, 'sklearn', 'python', 'sha256:1', 1024, '{}', '{}', '{}', '[]',
                        'c0ffee', 'train', :at, 'ann@example.org', uuidv7()
                      FROM models m WHERE m.name = :model
                      """)
                  .bind("project", acme.project().value())
                  .bind("model", MODEL)
                  .bind("at", START)
                  .execute();
              handle
                  .createUpdate(
                      """
                      INSERT INTO aliases (project_id, model_id, name, version_id, moved_at, moved_by)
                      SELECT :project, m.id, 'production', v.id, :at, 'ann@example.org'
                      FROM models m JOIN model_versions v ON v.model_id = m.id
                      """)
                  .bind("project", acme.project().value())
                  .bind("at", START)
                  .execute();
              UUID version =
                  handle.createQuery("SELECT id FROM model_versions").mapTo(UUID.class).one();
              Map<String, Profile> baseline = Map.of("temp", temperatures, "carrier", carriers);
              baseline.forEach(
                  (name, profile) ->
                      handle.execute(
                          """
                          INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count)
                          VALUES (?, ?, 'feature', ?, ?, 'baseline.csv', ?)
                          """,
                          acme.project().value(),
                          version,
                          name,
                          profile.toBytes(),
                          profile.rows()));
            });
  }

  /** Predictions of version 1 at a time, their temperatures shifted. */
  public void send(Instant at, int rows, double shift) {
    send("1", at, rows, shift);
  }

  public void send(String version, Instant at, int rows, double shift) {
    for (int row = 0; row < rows; row++) {
      events.answered(
          at,
          MODEL,
          version,
          Map.of(
              "temp",
              random.nextInt(10_000) / 100.0 + shift,
              "carrier",
              random.nextBoolean() ? "UA" : "DL"),
          1);
    }
    events.store();
  }

  /** What the monitor role does every five minutes. */
  public void compact() {
    new ProfileCompaction(test.database(), tenants, this).compact(acme);
    sums.sum(acme);
  }

  public long count(String query) {
    return test.owner().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  @Override
  public void close() {
    test.close();
  }
}
