package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Records of the topic that is open to producers: only a signature says whose they are. */
class SignedRecordsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "signed");
  private static final TestServerTenant OTHER = TestServerTenant.in(SERVER, "not-signed");
  private static final KafkaProducer<byte[], byte[]> KAFKA =
      new KafkaProducer<>(SERVER.kafka(), new ByteArraySerializer(), new ByteArraySerializer());

  @AfterAll
  static void close() {
    KAFKA.close();
  }

  @Test
  void storesWhatAKeyHasSignedOnceHoweverOftenItIsWritten() throws Exception {
    Map<String, Object> event = metric("signed", 1);
    Draft draft = new Draft(event, TENANT.key());

    write(draft.signed());
    write(draft.signed());
    write(draft.claiming(TENANT.projectId()).signed());
    write(new Draft(metric("signed.last", 1), TENANT.key()).signed());

    awaitRows(TENANT, "metrics", "name = 'signed.last'", 1);
    awaitRows(TENANT, "metrics", "name = 'signed'", 1);
  }

  @Test
  void believesNothingThatIsNotSigned() throws Exception {
    Draft draft = new Draft(metric("unsigned", 1), TENANT.key()).claiming(TENANT.projectId());
    List<Header> unsigned =
        draft.signed().headers().stream().filter(header -> header.key().equals("project")).toList();

    write(draft.value(), unsigned);

    awaitLetter("unsigned", "unsigned");
  }

  @Test
  void refusesASignatureOfOtherBytesOrOfAnotherTime() throws Exception {
    Draft draft = new Draft(metric("forged", 1), TENANT.key());
    write(new Draft(metric("forged.bytes", 1), TENANT.key()).value(), draft.signed().headers());
    List<Header> later = new ArrayList<>(draft.signed().headers());
    later.set(1, new RecordHeader("signed-at", longBytes(Instant.now().toEpochMilli() + 1)));
    write(new Draft(metric("forged.time", 1), TENANT.key()).value(), later);

    awaitLetter("wrong_signature", "forged.bytes");
    awaitLetter("wrong_signature", "forged.time");
  }

  @Test
  void refusesWhatIsReplayedTooLate() throws Exception {
    Draft draft = new Draft(metric("late", 1), TENANT.key());

    write(draft.at(Instant.now().minus(Signers.TOLERANCE).minus(Duration.ofSeconds(30))).signed());

    awaitOwnLetter("signed_too_long_ago", "late");
  }

  @Test
  void refusesAKeyThatIsUnknownRevokedOrMayNotSend() throws Exception {
    write(new Draft(metric("nobody", 1), "plm_nobody").signed());
    String narrow = TENANT.newKey("read");
    write(new Draft(metric("narrow", 1), narrow).signed());

    JsonNode revoked =
        TENANT
            .owner()
            .post(TENANT.path() + "/keys", Map.of("name", "old", "scopes", List.of("events")))
            .expect(200)
            .json();
    String secret = revoked.path("secret").asText();
    TENANT.owner().delete(TENANT.path() + "/keys/" + revoked.path("id").asText()).expect(204);
    write(new Draft(metric("revoked", 1), secret).signed());

    awaitLetter("unknown_signer", "revoked");
    awaitLetter("unknown_signer", "nobody");
    awaitOwnLetter("missing_scope", "narrow");
  }

  @Test
  void refusesWhatClaimsAnotherTenantThanTheKeys() throws Exception {
    write(new Draft(metric("claimed", 1), TENANT.key()).claiming(OTHER.projectId()).signed());

    awaitOwnLetter("wrong_tenant", "claimed");
    assertThat(OTHER.count("SELECT count(*) FROM dead_letters WHERE project_id = :project"))
        .as("nobody can write into another tenant's letters either")
        .isZero();
  }

  @Test
  void buriesASignedEventThatIsNoneWithItsTenant() throws Exception {
    Map<String, Object> event = metric("no.value", 1);
    event.remove("value");

    write(new Draft(event, TENANT.key()).signed());

    awaitRows(TENANT, "dead_letters", "code = 'missing_field' AND topic = 'plimsoll.direct'", 1);
  }

  /** A record that is about to be signed. */
  private record Draft(byte[] value, String key, Instant signedAt, Optional<UUID> project) {
    Draft(Map<String, Object> event, String key) throws IOException {
      this(new ObjectMapper().writeValueAsBytes(event), key, Instant.now(), Optional.empty());
    }

    Draft claiming(UUID claimed) {
      return new Draft(value, key, signedAt, Optional.of(claimed));
    }

    Draft at(Instant moment) {
      return new Draft(value, key, moment, project);
    }

    Signed signed() {
      byte[] hash = Tokens.hash(key);
      Optional<ProjectId> claimed = project.map(ProjectId::new);
      byte[] mac =
          Signer.of(new ProjectId(new UUID(0, 0)), true, hash)
              .sign(signedAt.toEpochMilli(), claimed, value);
      List<Header> headers = new ArrayList<>();
      headers.add(new RecordHeader("signer", signer(hash)));
      headers.add(new RecordHeader("signed-at", longBytes(signedAt.toEpochMilli())));
      headers.add(new RecordHeader("signature", mac));
      project.ifPresent(id -> headers.add(new RecordHeader("project", uuidBytes(id))));
      return new Signed(value, List.copyOf(headers));
    }

    private static byte[] signer(byte[] hash) {
      byte[] purpose = "plimsoll.signer.1".getBytes(StandardCharsets.UTF_8);
      byte[] both =
          ByteBuffer.allocate(purpose.length + hash.length).put(purpose).put(hash).array();
      try {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(both), 16);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private record Signed(byte[] value, List<Header> headers) {}

  private static void write(Signed record) throws Exception {
    write(record.value(), record.headers());
  }

  private static void write(byte[] value, List<Header> headers) throws Exception {
    KAFKA
        .send(new ProducerRecord<>("plimsoll.direct", null, (byte[]) null, value, headers))
        .get(30, TimeUnit.SECONDS);
  }

  /** A letter that no tenant sees, and no row. */
  private static void awaitLetter(String code, String name) {
    String like = "%\"" + name + "\"%";
    TestServerPatience.until(
        "the letter " + code + " of " + name,
        () ->
            SERVER
                    .database()
                    .withHandle(
                        handle ->
                            handle
                                .createQuery(
                                    """
                                    SELECT count(*) FROM dead_letters
                                    WHERE project_id IS NULL AND code = :code AND payload LIKE :like
                                    """)
                                .bind("code", code)
                                .bind("like", like)
                                .mapTo(Long.class)
                                .one())
                == 1);
    assertThat(TENANT.count(rows("metrics", "name = '" + name + "'"))).isZero();
  }

  /** A letter that the tenant sees whose key has signed, and no row. */
  private static void awaitOwnLetter(String code, String name) {
    awaitRows(
        TENANT,
        "dead_letters",
        "code = '%s' AND payload LIKE '%%\"%s\"%%'".formatted(code, name),
        1);
    assertThat(TENANT.count(rows("metrics", "name = '" + name + "'"))).isZero();
  }

  private static void awaitRows(
      TestServerTenant tenant, String table, String condition, long wanted) {
    TestServerPatience.until(
        wanted + " rows of " + table + " with " + condition,
        () -> tenant.count(rows(table, condition)) == wanted);
  }

  private static String rows(String table, String condition) {
    return "SELECT count(*) FROM %s WHERE project_id = :project AND %s".formatted(table, condition);
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] uuidBytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
