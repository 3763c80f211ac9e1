package io.plimsoll.server.intake.letters;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.eventlog.LogPlace;
import io.plimsoll.server.platform.masking.Masking;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestSecrets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of dead letters: newest first, by code, topic and state, of one tenant only, opened. */
class DeadLetterStoreIT {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final DeadLetterFilter ALL = DeadLetterFilter.parse(null, null, null);
  private static final String RECORD = "{\"name\":\"Ada\",\"city\":\"London\"";
  private static final String MASKED = "{\"name\":\"Ada\",\"city\":\"[hidden 21]\"";

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final SecretBox secrets = TestSecrets.newBox();
  private final DeadLetterStore store = new DeadLetterStore(test.database(), secrets);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void pagesThroughLettersOfOneCode() {
    for (int i = 0; i < 5; i++) {
      insert(i == 2 ? "not_json" : "missing_field", i);
    }
    DeadLetterFilter missing = DeadLetterFilter.parse("missing_field", null, null);

    List<KeptLetter> first = store.list(acme, missing, null, 2);
    List<KeptLetter> rest = store.list(acme, missing, first.getLast().letter().id(), 10);

    assertThat(first).extracting(DeadLetterStoreIT::offset).containsExactly(0L, 1L);
    assertThat(rest).extracting(DeadLetterStoreIT::offset).containsExactly(3L, 4L);
    assertThat(store.list(acme, ALL, null, 10)).hasSize(5);
    assertThat(store.list(acme, DeadLetterFilter.parse(null, "other", null), null, 10)).isEmpty();
  }

  @Test
  void tellsOpenLettersFromThoseThatWereSentAgain() {
    insert("not_json", 0);
    UUID again = insert("not_json", 1);

    store.noteReplayed(acme, List.of(again), "ann@example.org", NOW);
    store.noteReplayed(acme, List.of(again), "bob@example.org", NOW.plusSeconds(1));

    assertThat(store.list(acme, DeadLetterFilter.parse(null, null, "open"), null, 10))
        .extracting(DeadLetterStoreIT::offset)
        .containsExactly(0L);
    assertThat(store.list(acme, DeadLetterFilter.parse(null, null, "replayed"), null, 10))
        .extracting(KeptLetter::letter)
        .extracting(DeadLetter::id, DeadLetter::replayedBy, DeadLetter::replayedAt)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(again, "ann@example.org", NOW));
  }

  @Test
  void showsAnotherTenantNothingAndLetsItChangeNothing() {
    UUID letter = insert("not_json", 0);

    store.noteReplayed(other, List.of(letter), "eve@example.org", NOW);

    assertThat(store.list(other, ALL, null, 10)).isEmpty();
    assertThat(store.find(other, letter)).isEmpty();
    assertThat(store.find(acme, letter).orElseThrow().letter().replayedAt()).isNull();
  }

  @Test
  void opensTheSealAndHidesWhatIsHiddenNow() {
    KeptLetter letter = letter(seal(secrets, acme));

    assertThat(letter.original()).contains(RECORD);
    assertThat(letter.letter().payload()).isEqualTo(MASKED);
    assertThat(letter.seen(Masking.of(List.of())).payload()).isEqualTo(RECORD);
    assertThat(letter.seen(Masking.of(List.of("city"))).payload()).isEqualTo(MASKED);
    assertThat(letter.payload(Masking.of(List.of("city"))).restore(MASKED)).isEqualTo(RECORD);
  }

  @Test
  void showsWhatTheTableHasWhereTheSealDoesNotOpen() {
    KeptLetter letter = letter(seal(TestSecrets.newBox(), acme));

    assertThat(letter.original()).isEmpty();
    assertThat(letter.seen(Masking.of(List.of())).payload()).isEqualTo(MASKED);
    assertThat(letter.seen(Masking.of(List.of("name"))).payload())
        .contains("[hidden ")
        .doesNotContain("Ada", "London");
    assertThat(letter.payload(Masking.of(List.of())).unknownPlaceholders(MASKED))
        .containsExactly("[hidden 21]");
  }

  @Test
  void opensNoSealThatWasBroughtFromAnotherProject() {
    assertThat(letter(seal(secrets, other)).original()).isEmpty();
  }

  private static long offset(KeptLetter kept) {
    return kept.letter().offset();
  }

  private byte[] seal(SecretBox key, Tenant tenant) {
    LogPlace place = new LogPlace(Optional.of(tenant.project()), "events", 0, 0);
    return key.seal(RECORD, place.sealContext());
  }

  private KeptLetter letter(byte[] sealed) {
    UUID id = insert("not_json", 0);
    test.owner()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE dead_letters SET payload = ?, sealed = ? WHERE id = ?",
                    MASKED,
                    sealed,
                    id));
    return store.find(acme, id).orElseThrow();
  }

  private UUID insert(String code, long offset) {
    UUID id = Ids.timeOrdered(NOW.minusSeconds(offset));
    test.owner()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO dead_letters (id, project_id, received_at, code, reason, topic,
                      kafka_partition, kafka_offset, payload, truncated)
                    VALUES (?, ?, now(), ?, 'it is broken', 'events', 0, ?, '{', false)
                    """,
                    id,
                    acme.project().value(),
                    code,
                    offset));
    return id;
  }
}
