package io.plimsoll.server.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.settings.RuleBudget;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.mail.MailServers;
import io.plimsoll.server.monitor.mail.SmtpClient;
import io.plimsoll.server.monitor.mail.SmtpSettingsStore;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The monitor put together by hand over a real database, with a clock that the test moves, and what
 * registry and pipeline would have written.
 */
final class Scene implements AutoCloseable, InstantSource {
  static final Instant START = Instant.parse("2026-03-01T10:00:30Z");

  final TestDatabase testDatabase = TestDatabase.create();
  final Database database = testDatabase.database();
  final Tenant tenant = testDatabase.tenant("acme", "main");
  final PlimsollConfig config;

  /** Writes answers as the wire does. */
  final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  final AlertStore alerts;
  final JudgementStore judgements;
  final RuleStore rules;
  final RecipientStore recipients;
  final OutboxStore outbox;
  final SmtpSettingsStore settings;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Monitor monitor;
  final MailRound mail;

  private final Random random = new Random(7);
  private volatile Instant now = START;

  Scene(Path home) {
    config = new ConfigLoader().load(home);
    DashboardPages pages = new DashboardPages(new Addresses(URI.create("http://plimsoll.test")));
    alerts = new AlertStore(database, pages);
    judgements = new JudgementStore(database);
    rules = new RuleStore(database, config);
    recipients = new RecipientStore(database);
    outbox = new OutboxStore(database);
    settings = new SmtpSettingsStore(database, SecretBox.open(home.resolve("keyset.json")));
    monitor =
        new Monitor(
            new CredentialStore(database),
            rules,
            new WatchStore(database),
            new Assessor(
                new TrafficStore(database),
                judgements,
                new BaselineStore(database),
                new ProfileWindowStore(database),
                new DriftSettingStore(database),
                new RuleBudget(new DriftSettingStore(database), config),
                pages),
            judgements,
            alerts,
            this,
            meters);
    mail =
        new MailRound(
            outbox, new MailServers(settings, config), new SmtpClient(this), this, meters);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Evaluates twice, five seconds apart, as an alert needs it. */
  void evaluate() {
    monitor.run();
    pass(Duration.ofSeconds(5));
    monitor.run();
  }

  /** An owner of the organisation who has a password. */
  void owner(Tenant of, String email) {
    arrange(
        handle -> {
          UUID person =
              handle
                  .createQuery(
                      "INSERT INTO people (email, name, password_hash) VALUES (:email, :email, 'x')"
                          + " RETURNING id")
                  .bind("email", email)
                  .mapTo(UUID.class)
                  .one();
          handle.execute(
              "INSERT INTO memberships (organisation_id, person_id, role) VALUES (?, ?, 'owner')",
              of.organisation().value(),
              person);
        });
  }

  /**
   * A version that production now points at, with a baseline of temperatures around {@code mean}.
   */
  void deploy(Tenant of, String model, int version, double mean) {
    Map<String, Profile> baseline =
        Map.of("feature:temp", normal(mean, 2_000), "prediction:label", labels(2_000, 0.3));
    arrange(
        handle -> {
          UUID modelId = model(handle, of, model);
          UUID versionId = version(handle, of, modelId, version);
          handle.execute(
              """
              INSERT INTO alias_moves (project_id, model_id, name, from_version, to_version, kind, moved_at, moved_by)
              VALUES (?, ?, 'production', ?, ?, 'deploy', ?, 'ada')
              """,
              of.project().value(),
              modelId,
              version > 1 ? version - 1 : null,
              version,
              now);
          handle.execute(
              """
              INSERT INTO aliases (project_id, model_id, name, version_id, moved_at, moved_by)
              VALUES (?, ?, 'production', ?, ?, 'ada')
              ON CONFLICT (model_id, name) DO UPDATE SET version_id = excluded.version_id, moved_at = excluded.moved_at
              """,
              of.project().value(),
              modelId,
              versionId,
              now);
          baseline.forEach(
              (name, profile) ->
                  handle.execute(
                      """
                      INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count)
                      VALUES (?, ?, ?, ?, ?, 'baseline.csv', 2000)
                      """,
                      of.project().value(),
                      versionId,
                      name.split(":")[0],
                      name.split(":")[1],
                      profile.toBytes()));
        });
  }

  /** Requests in the current minute. */
  void traffic(Tenant of, String model, String version, Requests requests) {
    Instant minute = now.truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    NumericProfile latencies = new NumericProfile();
    for (int row = 0; row < requests.succeeded(); row++) {
      latencies.update(requests.latencyMs());
    }
    arrange(
        handle -> {
          rollup(handle, of, model, version, "prediction.rows", minute, requests.total(), null);
          if (requests.failed() > 0) {
            rollup(
                handle, of, model, version, "prediction.errors", minute, requests.failed(), null);
          }
          if (requests.succeeded() > 0) {
            rollup(
                handle,
                of,
                model,
                version,
                "prediction.latency_ms",
                minute,
                requests.succeeded(),
                latencies);
            profile(
                handle,
                of,
                model,
                version,
                minute,
                "feature",
                "temp",
                normal(requests.mean(), requests.succeeded()));
            profile(
                handle,
                of,
                model,
                version,
                minute,
                "prediction",
                "label",
                labels(requests.succeeded(), 0.3));
          }
        });
  }

  /** Requests as a test describes them. */
  record Requests(int total, int failed, double mean, double latencyMs) {
    static Requests of(int total, double mean) {
      return new Requests(total, 0, mean, 20);
    }

    Requests failing(int count) {
      return new Requests(total, count, mean, latencyMs);
    }

    Requests taking(double millis) {
      return new Requests(total, failed, mean, millis);
    }

    int succeeded() {
      return total - failed;
    }
  }

  List<Alert> firing() {
    return alerts.list(tenant, Alert.State.FIRING, null, null, 50);
  }

  private void arrange(org.jdbi.v3.core.HandleConsumer<RuntimeException> work) {
    testDatabase.owner().useTransaction(work);
  }

  private static UUID model(Handle handle, Tenant of, String model) {
    return handle
        .createQuery(
            """
            INSERT INTO models (project_id, name) VALUES (:project, :name)
            ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name RETURNING id
            """)
        .bind("project", of.project().value())
        .bind("name", model)
        .mapTo(UUID.class)
        .one();
  }

  private static UUID version(Handle handle, Tenant of, UUID model, int version) {
    return handle
        .createQuery(
            """
            INSERT INTO model_versions (project_id, model_id, number, framework, engine, digest, size_bytes, manifest,
                                        signature, evidence, example_rows, commit_id, commit_message, created_by,
                                        job_id)
            VALUES (:project, :model, :number, 'onnx', 'jvm', 'd', 1, '{}', '{}', '{}', '[]', 'c', 'm', 'ada',
                    uuidv7())
            RETURNING id
            """)
        .bind("project", of.project().value())
        .bind("model", model)
        .bind("number", version)
        .mapTo(UUID.class)
        .one();
  }

  private static void rollup(
      Handle handle,
      Tenant of,
      String model,
      String version,
      String name,
      Instant minute,
      long count,
      @org.jspecify.annotations.Nullable NumericProfile values) {
    long series =
        handle
            .createQuery(
                """
                INSERT INTO series (project_id, name, kind, tags)
                VALUES (:project, :name, 'builtin', jsonb_build_object('model', :model, 'version', :version))
                ON CONFLICT (project_id, name, md5(tags::text)) DO UPDATE SET kind = excluded.kind RETURNING id
                """)
            .bind("project", of.project().value())
            .bind("name", name)
            .bind("model", model)
            .bind("version", version)
            .mapTo(Long.class)
            .one();
    handle.execute(
        """
        INSERT INTO rollups (project_id, series_id, minute, count, sum, min, max, sketch)
        VALUES (?, ?, ?, ?, 0, 0, 0, ?)
        """,
        of.project().value(),
        series,
        minute,
        count,
        values == null ? new byte[0] : values.toBytes());
  }

  private static void profile(
      Handle handle,
      Tenant of,
      String model,
      String version,
      Instant minute,
      String role,
      String name,
      Profile profile) {
    handle.execute(
        """
        INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        of.project().value(),
        model,
        version,
        role,
        name,
        minute,
        profile.rows(),
        profile.toBytes());
  }

  private NumericProfile normal(double mean, int rows) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(mean + random.nextGaussian());
    }
    return profile;
  }

  private CategoricalProfile labels(int rows, double share) {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(random.nextDouble() < share);
    }
    return profile;
  }

  @Override
  public void close() {
    testDatabase.close();
  }
}
