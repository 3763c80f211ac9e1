package io.plimsoll.server.pipeline;

import static java.util.stream.Collectors.toMap;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds the keys that records were signed with. */
final class SignerStore {
  private static final String SCOPE = "events";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Database database;

  SignerStore(Database database) {
    this.database = database;
  }

  /** Those of {@code wanted} that belong to keys which are not revoked. */
  Map<UUID, Signer> find(Set<UUID> wanted) {
    return database.transactWithin(
        PATIENCE,
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_signers(:wanted)")
                .bindArray("wanted", UUID.class, wanted)
                .map((row, context) -> Map.entry(row.getObject("signer", UUID.class), signer(row)))
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Signer signer(ResultSet row) throws SQLException {
    return Signer.of(
        new ProjectId(row.getObject("project_id", UUID.class)),
        Columns.texts(row, "scopes").contains(SCOPE),
        row.getBytes("secret_hash"));
  }
}
