package io.plimsoll.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobOutcome;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.jobs.SettableClock;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.RowSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistryIT {
  private static final ModelName DELAYS = new ModelName("delays");
  private static final String ANNA = "anna@example.org";

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.create();
  private final Tenant acme = database.tenant("acme", "main");
  private final NewJobStore jobs = new NewJobStore(database.database(), clock);
  private final RunStore runs = new RunStore(database.database(), clock);
  private final ModelStore models = new ModelStore(database.database(), clock);
  private final AliasStore aliases = new AliasStore(database.database(), clock);
  private final BaselineStore baselines = new BaselineStore(database.database(), clock);
  private final SplitStore splits = new SplitStore(database.database(), clock);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void numbersVersionsFromOne() {
    assertThat(deploy().number()).isEqualTo(1);
    assertThat(deploy().number()).isEqualTo(2);
    assertThat(
            models.addVersion(acme, new ModelName("prices"), version(UUID.randomUUID())).number())
        .isEqualTo(1);
  }

  @Test
  void aJobThatRunsAgainFindsItsVersion() {
    UUID job = UUID.randomUUID();
    VersionRef first = models.addVersion(acme, DELAYS, version(job));
    assertThat(models.addVersion(acme, DELAYS, version(job))).isEqualTo(first);
    assertThat(models.versions(acme, DELAYS, 10)).hasSize(1);
  }

  @Test
  void readsAVersionAsItWasWritten() {
    UUID job = UUID.randomUUID();
    VersionRef added = models.addVersion(acme, DELAYS, version(job));
    Version read = models.versions(acme, DELAYS, 10).getFirst();
    NewVersion written = version(job);
    assertThat(read.number()).isEqualTo(added.number());
    assertThat(read.evidence()).isEqualTo(written.evidence());
    assertThat(read.signature()).isEqualTo(written.signature());
    assertThat(read.digest()).isEqualTo(written.files().hex());
    assertThat(read.state()).isEqualTo(VersionState.READY);
    assertThat(read.baseline()).isNull();
    assertThat(read.jobId()).isEqualTo(job);
  }

  @Test
  void noVersionCanBeChanged() {
    deploy();
    assertThatThrownBy(
            () ->
                database
                    .database()
                    .run(
                        acme.scope(),
                        handle -> handle.execute("UPDATE model_versions SET digest = 'x'")))
        .hasMessageContaining("permission denied");
  }

  @Test
  void anotherTenantSeesNothing() {
    Tenant other = database.tenant("globex", "main");
    VersionRef version = deploy();
    save(version);
    assertThat(models.versions(other, DELAYS, 10)).isEmpty();
    assertThat(models.productionVersions(other)).isEmpty();
    assertThat(models.findServed(other, DELAYS, 1)).isEmpty();
    assertThat(baselines.find(other, version.id())).isEmpty();
    assertMissing(() -> models.require(other, DELAYS.text()));
    assertMissing(() -> aliases.promote(other, DELAYS, Environment.PRODUCTION, 1, ANNA));
  }

  private static void assertMissing(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void tellsServingWhatToLoad() {
    VersionRef version = deploy();
    ServedVersion served = models.productionVersions(acme).getFirst();
    assertThat(served.versionId()).isEqualTo(version.id());
    assertThat(served.model()).isEqualTo("delays");
    assertThat(served.manifest()).isEqualTo("{\"framework\":\"SKLEARN\"}");
    assertThat(served.requirements()).contains("numpy==2.4.6\nscikit-learn==1.9.1");
    assertThat(served.python()).contains("3.11");
    assertThat(models.findServed(acme, DELAYS, 1)).contains(served);
    assertThat(models.findServed(acme, DELAYS, 2)).isEmpty();
  }

  @Test
  void aSmallerNumberIsARollbackAndALargerOneAPromotion() {
    deploy();
    deploy();
    clock.pass(Duration.ofMinutes(1));
    AliasMove back = aliases.promote(acme, DELAYS, Environment.PRODUCTION, 1, ANNA);
    clock.pass(Duration.ofMinutes(1));
    aliases.promote(acme, DELAYS, Environment.PRODUCTION, 2, ANNA);
    assertThat(back).isEqualTo(new AliasMove("production", 1, back.movedAt(), ANNA));
    assertThat(history()).containsExactly("deploy:1", "deploy:2", "rollback:1", "promote:2");
    assertThat(models.versions(acme, DELAYS, 10).getFirst().aliases())
        .containsExactly("production");
  }

  @Test
  void movingToWhereItIsChangesNothing() {
    deploy();
    AliasMove same = aliases.promote(acme, DELAYS, Environment.PRODUCTION, 1, ANNA);
    assertThat(same.movedBy()).isEqualTo("key:default");
    assertThat(history()).containsExactly("deploy:1");
  }

  @Test
  void refusesAVersionWhoseJobFailed() {
    deploy();
    Assignment job = job();
    VersionRef broken = models.addVersion(acme, DELAYS, version(job.job().value()));
    runs.finish(job, new JobOutcome.Failed("it could not be loaded"));
    assertThat(models.versions(acme, DELAYS, 1).getFirst().state()).isEqualTo(VersionState.FAILED);
    assertThatThrownBy(
            () -> aliases.promote(acme, DELAYS, Environment.PRODUCTION, broken.number(), ANNA))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_NOT_READY));
    assertThatThrownBy(() -> aliases.promote(acme, DELAYS, Environment.PRODUCTION, 99, ANNA))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aTrialThatIsWithdrawnLeavesNoTrace() {
    deploy();
    Assignment job = job();
    VersionRef trial = models.addVersion(acme, DELAYS, version(job.job().value()));
    aliases.tryOut(acme, DELAYS, Environment.PRODUCTION, trial, ANNA);
    assertThat(models.productionVersions(acme).getFirst().number()).isEqualTo(2);
    assertThat(aliases.withdraw(acme, DELAYS, Environment.PRODUCTION, 2)).isEqualTo(Optional.of(1));
    assertThat(models.productionVersions(acme).getFirst().number()).isEqualTo(1);
    assertThat(history()).containsExactly("deploy:1");
  }

  @Test
  void theFirstTrialThatIsWithdrawnLeavesNothingInProduction() {
    VersionRef trial = models.addVersion(acme, DELAYS, version(UUID.randomUUID()));
    aliases.tryOut(acme, DELAYS, Environment.PRODUCTION, trial, ANNA);
    assertThat(aliases.withdraw(acme, DELAYS, Environment.PRODUCTION, 1)).isEmpty();
    assertThat(models.productionVersions(acme)).isEmpty();
  }

  @Test
  void whatIsLiveCannotBeWithdrawn() {
    deploy();
    assertThat(aliases.withdraw(acme, DELAYS, Environment.PRODUCTION, 1)).isEqualTo(Optional.of(1));
    assertThat(models.productionVersions(acme)).hasSize(1);
  }

  @Test
  void aTrialSuspendsASplitAndItsConfirmationEndsIt() {
    deploy();
    deploy();
    List<Share> shares = List.of(new Share(1, 300), new Share(2, 700));
    splits.set(acme, DELAYS, shares, Sticky.NONE, ANNA, "To try it.");
    Assignment job = job();
    VersionRef trial = models.addVersion(acme, DELAYS, version(job.job().value()));
    aliases.tryOut(acme, DELAYS, Environment.PRODUCTION, trial, ANNA);
    assertThat(splits.find(acme, DELAYS).shares()).containsExactly(new Share(3, 1_000));
    assertThat(splits.inForce(acme)).isEmpty();

    aliases.withdraw(acme, DELAYS, Environment.PRODUCTION, 3);
    assertThat(splits.find(acme, DELAYS).shares()).isEqualTo(shares);
    assertThat(splits.inForce(acme)).hasSize(1);

    aliases.tryOut(acme, DELAYS, Environment.PRODUCTION, trial, ANNA);
    aliases.confirm(acme, DELAYS, Environment.PRODUCTION, trial, ANNA);
    assertThat(splits.find(acme, DELAYS).shares()).containsExactly(new Share(3, 1_000));
    assertThat(splits.history(acme, DELAYS, 10))
        .extracting(SplitChange::reason)
        .containsExactly("Version 3 was deployed.", "To try it.");
  }

  @Test
  void saysWhichVersionsOfASplitAreNotServed() {
    deploy();
    VersionRef second = deploy();
    splits.set(
        acme,
        DELAYS,
        List.of(new Share(1, 300), new Share(2, 700)),
        Sticky.NONE,
        ANNA,
        "To try it.");
    said(second, "loading", null, 1);
    assertThat(splits.find(acme, DELAYS).unserved())
        .containsExactly(new Split.Unserved(1, null), new Split.Unserved(2, null));

    said(second, "failed", "out of memory", 2);
    assertThat(splits.find(acme, DELAYS).unserved())
        .contains(new Split.Unserved(2, "out of memory"));

    said(second, "ready", null, 3);
    assertThat(splits.find(acme, DELAYS).unserved()).containsExactly(new Split.Unserved(1, null));
  }

  @Test
  void anotherTenantSeesNoSplit() {
    Tenant other = database.tenant("globex", "main");
    deploy();
    deploy();
    splits.set(
        acme,
        DELAYS,
        List.of(new Share(1, 300), new Share(2, 700)),
        Sticky.NONE,
        ANNA,
        "To try it.");
    assertThat(splits.inForce(other)).isEmpty();
    assertThatThrownBy(() -> splits.find(other, DELAYS)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> splits.history(other, DELAYS, 10))
        .isInstanceOf(ProblemException.class);
  }

  /** What a serving process says of a version. */
  private void said(VersionRef version, String state, @Nullable String reason, int server) {
    database
        .database()
        .run(
            acme.scope(),
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO replicas (project_id, version_id, server, state, reason, updated_at)
                        VALUES (:project, :version, CAST(:server AS text), :state, :reason,
                                now() + :server * INTERVAL '1 second')
                        """)
                    .bind("project", acme.project().value())
                    .bind("version", version.id())
                    .bind("server", server)
                    .bind("state", state)
                    .bind("reason", reason)
                    .execute());
  }

  @Test
  void keepsABaselineByColumn() {
    VersionRef version = deploy();
    save(version);
    List<BaselineStore.Column> read = baselines.find(acme, version.id());
    assertThat(read).extracting(BaselineStore.Column::name).containsExactly("temp");
    assertThat(read.getFirst().profile().rows()).isEqualTo(3);
    assertThat(models.versions(acme, DELAYS, 1).getFirst().baseline())
        .isEqualTo(new Version.Baseline(3, 1, "baseline.csv"));
    assertThat(baselines.current(acme, version.id()).orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void aBaselineIsReplacedAndTheOneBeforeStaysToBeReadAndToComeBack() {
    UUID version = deploy().id();
    save(new VersionRef(version, 1));
    NumericProfile wind = new NumericProfile();
    wind.update(4);
    RowSample sample = NewBaseline.emptySample();
    sample.add(RowSample.key(1), Map.of("wind", 4));
    NewBaseline traffic =
        new NewBaseline(
            BaselineSource.TRAFFIC,
            "traffic",
            clock.instant().minusSeconds(60),
            clock.instant(),
            1,
            List.of(new BaselineStore.Column(ColumnRole.FEATURE, "wind", wind)),
            sample,
            "ben@example.org",
            "the summer is over");
    BaselineVersion second = baselines.add(acme, version, traffic, false);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.current()).isFalse();
    assertThat(baselines.find(acme, version)).extracting("name").containsExactly("temp");

    clock.pass(Duration.ofSeconds(1));
    BaselineMove move = baselines.makeCurrent(acme, version, 2, 1, ANNA, "autumn");
    assertThat(move).isEqualTo(new BaselineMove(2, 1, 2, ANNA, clock.instant(), "autumn"));
    assertThat(baselines.find(acme, version)).extracting("name").containsExactly("wind");
    assertThat(models.versions(acme, DELAYS, 1).getFirst().baseline())
        .isEqualTo(new Version.Baseline(1, 1, "traffic"));
    assertThat(baselines.makeCurrent(acme, version, 2, null, ANNA, "again")).isEqualTo(move);
    assertThatThrownBy(() -> baselines.makeCurrent(acme, version, 1, 1, ANNA, "late"))
        .hasMessageContaining("Baseline 2 is current, and no longer 1");

    baselines.makeCurrent(acme, version, 1, 2, ANNA, "back");
    assertThat(baselines.find(acme, version)).extracting("name").containsExactly("temp");
    assertThat(baselines.moves(acme, version, null, 10))
        .extracting(BaselineMove::to)
        .containsExactly(1, 2, 1);
    assertThat(baselines.moves(acme, version, 3, 1))
        .extracting(BaselineMove::move)
        .containsExactly(2);
    assertThat(baselines.list(acme, version, null, 10))
        .extracting(BaselineVersion::number, BaselineVersion::current)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, false),
            org.assertj.core.groups.Tuple.tuple(1, true));
    assertThat(baselines.sample(acme, version, 2).orElseThrow().rows()).isEqualTo(sample.rows());
    assertThat(baselines.sample(acme, version, 1)).isEmpty();
    assertThat(baselines.list(database.tenant("globex", "main"), version, null, 10)).isEmpty();
  }

  @Test
  void noBaselineCanBeChanged() {
    save(deploy());
    for (String table : List.of("baseline_versions", "baseline_columns", "baseline_moves")) {
      for (String change :
          List.of("UPDATE " + table + " SET project_id = project_id", "DELETE FROM " + table)) {
        assertThatThrownBy(
                () -> database.database().run(acme.scope(), handle -> handle.execute(change)))
            .hasMessageContaining("permission denied");
      }
    }
  }

  private void save(VersionRef version) {
    NumericProfile temp = new NumericProfile();
    temp.update(1);
    temp.update(2);
    temp.updateMissing();
    baselines.add(
        acme,
        version.id(),
        NewBaseline.ofPush(
            "baseline.csv",
            temp.rows(),
            List.of(new BaselineStore.Column(ColumnRole.FEATURE, "temp", temp)),
            null,
            ANNA),
        true);
  }

  /** A version whose job succeeded and that production points at. */
  private VersionRef deploy() {
    clock.pass(Duration.ofSeconds(1));
    Assignment job = job();
    VersionRef version = models.addVersion(acme, DELAYS, version(job.job().value()));
    aliases.tryOut(acme, DELAYS, Environment.PRODUCTION, version, "key:default");
    assertThat(aliases.confirm(acme, DELAYS, Environment.PRODUCTION, version, "key:default"))
        .isTrue();
    runs.finish(job, new JobOutcome.Succeeded());
    return version;
  }

  private Assignment job() {
    NewJob job =
        new NewJob(
            Door.GIT,
            "delays",
            "main",
            "0123",
            "Add a model",
            digest(),
            "key:default",
            "production",
            List.of("fetch"));
    JobId id = jobs.createAwaited(acme, job, Duration.ofMinutes(5));
    return runs.claim(acme, new JobTicket(acme.project(), id, 0)).orElseThrow();
  }

  private static NewVersion version(UUID job) {
    Evidence evidence =
        new Evidence(
            List.of(new Evidence.Step("fetch", 12, "3 files")),
            10,
            41.5,
            0.2,
            List.of(Map.of("label", 1, "probability", 0.83)),
            "1 pickle scanned",
            new Evidence.Environment(
                "numpy==2.4.6\nscikit-learn==1.9.1", "3.11", List.of("numpy==2.4.6")),
            null,
            new Evidence.LatencyCard(
                812.5, 90L << 20, List.of(new Evidence.LatencyPoint(1, 20, 8.1, 9.4))));
    VersionSignature signature =
        new VersionSignature(
            List.of(new VersionSignature.Spec("temp", "FP64", List.of(-1L))),
            List.of(new VersionSignature.Spec("label", "INT64", List.of(-1L))));
    return new NewVersion(
        "sklearn",
        Engine.PYTHON,
        digest(),
        new Digest("b".repeat(64)),
        1_234,
        "f".repeat(64),
        "3.11.7",
        "{\"framework\":\"SKLEARN\"}",
        signature,
        evidence,
        List.of(Map.of("temp", 39.2)),
        "0123",
        "Add a model",
        "key:default",
        job);
  }

  private static Digest digest() {
    return new Digest("a".repeat(64));
  }

  private List<String> history() {
    return database
        .database()
        .transact(
            acme.scope(),
            handle ->
                handle
                    .createQuery(
                        "SELECT kind || ':' || to_version FROM alias_moves ORDER BY moved_at, id")
                    .mapTo(String.class)
                    .list());
  }
}
