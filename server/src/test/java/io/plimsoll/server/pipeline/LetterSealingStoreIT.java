package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.eventlog.LogPlace;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestSecrets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters of before there were seals become masked and sealed, whosever they are. */
class LetterSealingStoreIT {
  private static final String RECORD =
      "{\"features\":{\"name\":\"Lovelace\"},\"tags\":{\"api_key\":\"hunter2hunter2\"}}";

  /** More than are sealed in one transaction. */
  private static final int MANY = 450;

  private final TestDatabase test = TestDatabase.asOf("40");
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final SecretBox secrets = TestSecrets.newBox();
  private final LetterSealingStore letters = new LetterSealingStore(test.database(), secrets);

  @BeforeEach
  void buryAsBefore() {
    HidingModel.insert(test.owner(), acme.project().value(), "{\"log\": {\"mask\": [\"name\"]}}");
    bury(Optional.of(acme.project()), 0, MANY);
    bury(Optional.of(other.project()), 1, 1);
    bury(Optional.empty(), 2, MANY);
    test.migrate();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void masksEachByTheRulesOfItsProjectAndSealsItAsItCame() {
    letters.sealAll();

    assertThat(rows())
        .hasSize(2 * MANY + 1)
        .allMatch(row -> row.reason().equals("features.name: [hidden]") || row.partition() > 0)
        .allMatch(row -> !row.text().contains("hunter2"))
        .allMatch(row -> row.text().contains("Lovelace") == (row.partition() > 0))
        .allMatch(row -> row.open(secrets, row.owner()).orElseThrow().equals(RECORD));
  }

  @Test
  void sealsNothingTwiceAndBindsEachToItsProject() {
    letters.sealAll();
    List<Row> before = rows();

    letters.sealAll();

    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);
    assertThat(before)
        .filteredOn(row -> row.partition() != 1)
        .allMatch(row -> row.open(secrets, Optional.of(other.project())).isEmpty());
  }

  @Test
  void sealsEachOnceWhereSeveralProcessesDo() {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      both.execute(letters::sealAll);
      both.execute(new LetterSealingStore(test.database(), secrets)::sealAll);
    }

    assertThat(rows()).allMatch(row -> row.open(secrets, row.owner()).orElseThrow().equals(RECORD));
  }

  @Test
  void showsEachTenantItsOwnAndNobodyThoseOfNone() {
    letters.sealAll();

    assertThat(seen(Scope.of(acme.project()), "dead_letters")).isEqualTo(MANY);
    assertThat(seen(Scope.of(other.project()), "dead_letters")).isOne();
    assertThat(seen(Scope.NONE, "dead_letters")).isZero();
    assertThat(seen(Scope.NONE, "gate_plain_unowned_letters(10)")).isZero();
  }

  private void bury(Optional<ProjectId> owner, int partition, int count) {
    test.owner()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                                  kafka_offset, payload, truncated)
                        SELECT CAST(:project AS uuid), now(), 'wrong_type', 'features.name: "Lovelace" is odd', 'events',
                               :partition, place, :payload, false
                        FROM generate_series(1, :count) AS place
                        """)
                    .bind("project", owner.map(ProjectId::value).orElse(null))
                    .bind("partition", partition)
                    .bind("count", count)
                    .bind("payload", RECORD)
                    .execute());
  }

  private List<Row> rows() {
    return test.owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT d::text || encode(sealed, 'escape') AS row, reason, kafka_partition, kafka_offset, sealed
                        FROM dead_letters d ORDER BY id
                        """)
                    .map(
                        (row, context) ->
                            new Row(
                                owner(row.getInt("kafka_partition")),
                                row.getString("row"),
                                row.getString("reason"),
                                row.getInt("kafka_partition"),
                                row.getLong("kafka_offset"),
                                row.getBytes("sealed")))
                    .list());
  }

  private Optional<ProjectId> owner(int partition) {
    return switch (partition) {
      case 0 -> Optional.of(acme.project());
      case 1 -> Optional.of(other.project());
      default -> Optional.empty();
    };
  }

  private long seen(Scope scope, String letters) {
    return test.database()
        .transact(
            scope,
            handle ->
                handle.createQuery("SELECT count(*) FROM " + letters).mapTo(Long.class).one());
  }

  /** A row as who reads the table has it, {@code text} with all that stands in it. */
  private record Row(
      Optional<ProjectId> owner,
      String text,
      String reason,
      int partition,
      long offset,
      byte[] sealed) {
    Optional<String> open(SecretBox secrets, Optional<ProjectId> as) {
      return secrets.tryUnseal(sealed, new LogPlace(as, "events", partition, offset).sealContext());
    }
  }
}
