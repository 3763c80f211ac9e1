package io.plimsoll.server.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.DatabaseAddress;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.http.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The very first start: one organisation, one project, one owner and one API key, so that there is
 * something to sign in to. Runs as the owner of the schema, before any role starts. The credentials
 * are written to a file that only the operator can read; the SDK, the CLI and scripts find them
 * there.
 */
public final class FirstStart {
  private static final String SLUG = "default";
  private static final String EMAIL = "admin@plimsoll.local";

  private final DatabaseAddress address;
  private final Path credentialsFile;
  private final ObjectMapper json = new ObjectMapper();

  public FirstStart(DatabaseAddress address, Path credentialsFile) {
    this.address = address;
    this.credentialsFile = credentialsFile;
  }

  /**
   * Makes the first tenant if there is none; otherwise only keeps the addresses in the file true.
   *
   * @param isDoor whether people and clients talk to this process: of several that share a home,
   *     only such a one may put its address into the file
   */
  public Optional<Credentials> run(Addresses addresses, boolean isDoor) {
    Jdbi jdbi =
        Jdbi.create(address.url(), address.owner().name(), address.owner().password())
            .registerArrayType(String.class, "text");
    Optional<Credentials> made = jdbi.inTransaction(this::create);
    made.ifPresent(credentials -> write(addresses, credentials));
    if (made.isEmpty() && isDoor && Files.exists(credentialsFile)) {
      updateAddresses(addresses);
    }
    return made;
  }

  private Optional<Credentials> create(Handle handle) {
    // Two processes that start at once must not both be first.
    handle.execute("LOCK TABLE organisations IN EXCLUSIVE MODE");
    boolean isFirst =
        handle.createQuery("SELECT count(*) FROM organisations").mapTo(Long.class).one() == 0;
    if (!isFirst) {
      return Optional.empty();
    }
    UUID organisation =
        handle
            .createQuery(
                "INSERT INTO organisations (slug, name) VALUES (:slug, 'Default') RETURNING id")
            .bind("slug", SLUG)
            .mapTo(UUID.class)
            .one();
    UUID project =
        handle
            .createQuery(
                """
                INSERT INTO projects (organisation_id, slug, name)
                VALUES (:organisation, :slug, 'Default') RETURNING id
                """)
            .bind("organisation", organisation)
            .bind("slug", SLUG)
            .mapTo(UUID.class)
            .one();
    String password = Tokens.random("").substring(0, 24);
    handle
        .createUpdate(
            """
            WITH person AS (
              INSERT INTO people (email, name, password_hash)
              VALUES (:email, 'Administrator', :hash) RETURNING id)
            INSERT INTO memberships (organisation_id, person_id, role)
            SELECT :organisation, id, 'owner' FROM person
            """)
        .bind("email", EMAIL)
        .bind("hash", Passwords.hash(password))
        .bind("organisation", organisation)
        .execute();
    Tenant tenant =
        new Tenant(new OrganisationId(organisation), SLUG, new ProjectId(project), SLUG);
    KeyStore.NewKey key =
        KeyStore.insert(
            handle, tenant, KeyWish.of("default", EnumSet.allOf(KeyScope.class)), EMAIL);
    return Optional.of(new Credentials(EMAIL, password, key.secret()));
  }

  private void write(Addresses addresses, Credentials credentials) {
    ObjectNode content = json.createObjectNode();
    content.put("url", addresses.publicUrl().toString());
    content.put("gitUrl", addresses.git(SLUG, SLUG));
    addresses.grpc().ifPresent(address -> content.put("grpcAddress", address));
    content.put("organisation", SLUG);
    content.put("project", SLUG);
    content.put("adminEmail", credentials.adminEmail());
    content.put("adminPassword", credentials.adminPassword());
    content.put("apiKey", credentials.apiKey());
    replace(content);
  }

  private void updateAddresses(Addresses addresses) {
    try {
      ObjectNode content = (ObjectNode) json.readTree(Files.readString(credentialsFile));
      content.put("url", addresses.publicUrl().toString());
      String organisation = content.path("organisation").asText(SLUG);
      content.put("gitUrl", addresses.git(organisation, content.path("project").asText(SLUG)));
      addresses.grpc().ifPresent(address -> content.put("grpcAddress", address));
      replace(content);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + credentialsFile, failure);
    }
  }

  private void replace(ObjectNode content) {
    try {
      Path partial = credentialsFile.resolveSibling(credentialsFile.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      json.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), content);
      Files.move(
          partial,
          credentialsFile,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + credentialsFile, failure);
    }
  }

  /** What was made at the first start; shown once. */
  public record Credentials(String adminEmail, String adminPassword, String apiKey) {
    @Override
    public String toString() {
      return "Credentials[" + adminEmail + "]";
    }
  }
}
