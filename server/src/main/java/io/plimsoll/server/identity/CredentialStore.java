package io.plimsoll.server.identity;

import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.PersonId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a credential stands for: the questions that are asked before a tenant is known. */
@ApplicationScoped
public class CredentialStore {
  /** Every request with a key waits for this question. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;

  public CredentialStore(Database database) {
    this.database = database;
  }

  /** The principal of an API key that is not revoked, with what it has used of today. */
  public Optional<Principal.Machine> findMachine(String secret, LocalDate today) {
    byte[] hash = Tokens.hash(secret);
    return database.transactWithin(
        PATIENCE,
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_api_key(:hash, :today)")
                .bind("hash", hash)
                .bind("today", today)
                .map((row, context) -> machine(row, today))
                .findOne());
  }

  /** Notes that a key was used; called at most now and then, not for every request. */
  public void touch(Principal.Machine machine, Instant at) {
    int touched =
        database.transactWithin(
            PATIENCE,
            machine.tenant().scope(),
            handle ->
                handle
                    .createUpdate("UPDATE api_keys SET last_used_at = :at WHERE id = :id")
                    .bind("at", at)
                    .bind("id", machine.keyId())
                    .execute());
    assert touched <= 1 : "the id of a key is its own";
  }

  /** The person of a session that has not expired. */
  public Optional<Principal.Person> findPersonBySession(String token, Instant at) {
    byte[] hash = Tokens.hash(token);
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_person_by_session(:hash, :at)")
                .bind("hash", hash)
                .bind("at", at)
                .map(
                    (row, context) ->
                        new Account(
                            new PersonId(row.getObject("id", UUID.class)),
                            row.getString("email"),
                            row.getString("name"),
                            Optional.empty()))
                .findOne()
                .map(account -> person(handle, account)));
  }

  /** The account behind an e-mail address, with its password hash if it has one. */
  public Optional<Account> findAccount(String email) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_person_by_email(:email)")
                .bind("email", email)
                .map(
                    (row, context) ->
                        new Account(
                            new PersonId(row.getObject("id", UUID.class)),
                            row.getString("email"),
                            row.getString("name"),
                            Optional.ofNullable(row.getString("password_hash"))))
                .findOne());
  }

  /** An account with its memberships. */
  public Principal.Person person(Account account) {
    return database.transact(Scope.NONE, handle -> person(handle, account));
  }

  /** Opens a session under the token's hash. */
  public void openSession(PersonId person, String token, Instant expiresAt) {
    database.run(
        Scope.of(person),
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO sessions (token_hash, person_id, expires_at) VALUES (:hash, :person, :expires)")
                .bind("hash", Tokens.hash(token))
                .bind("person", person.value())
                .bind("expires", expiresAt)
                .execute());
  }

  public void closeSession(PersonId person, String token) {
    database.run(
        Scope.of(person),
        handle ->
            handle
                .createUpdate("DELETE FROM sessions WHERE token_hash = :hash")
                .bind("hash", Tokens.hash(token))
                .execute());
  }

  /** Sets a new password hash and ends all of the person's other sessions. */
  public void changePassword(PersonId person, String hash, String keptToken) {
    database.run(
        Scope.of(person),
        handle -> {
          handle
              .createUpdate("UPDATE people SET password_hash = :hash WHERE id = :id")
              .bind("hash", hash)
              .bind("id", person.value())
              .execute();
          handle
              .createUpdate("DELETE FROM sessions WHERE token_hash <> :kept")
              .bind("kept", Tokens.hash(keptToken))
              .execute();
        });
  }

  /**
   * Uses an invitation up; empty if it is unknown, used or expired. Returns the address it was for.
   */
  public Optional<String> acceptInvitation(
      String token, String name, String passwordHash, Instant at) {
    byte[] hash = Tokens.hash(token);
    return database.transact(
        Scope.NONE,
        handle -> {
          Optional<String> email =
              handle
                  .createQuery("SELECT email FROM gate_invitation(:hash, :at)")
                  .bind("hash", hash)
                  .bind("at", at)
                  .mapTo(String.class)
                  .findOne();
          email.ifPresent(
              known ->
                  handle
                      .createQuery(
                          "SELECT gate_accept_invitation(:hash, :at, :name, :password)::text")
                      .bind("hash", hash)
                      .bind("at", at)
                      .bind("name", name)
                      .bind("password", passwordHash)
                      .mapTo(String.class)
                      .one());
          return email;
        });
  }

  /** Every project, for the roles that watch all of them; names and ids only. */
  public List<Tenant> allProjects() {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_projects()")
                .map(
                    (row, context) ->
                        new Tenant(
                            new OrganisationId(row.getObject("organisation_id", UUID.class)),
                            row.getString("organisation_slug"),
                            new ProjectId(row.getObject("id", UUID.class)),
                            row.getString("slug")))
                .list());
  }

  private static Principal.Person person(org.jdbi.v3.core.Handle handle, Account account) {
    List<MembershipRow> rows =
        handle
            .createQuery("SELECT * FROM gate_memberships(:person)")
            .bind("person", account.id().value())
            .map((row, context) -> MembershipRow.read(row))
            .list();
    Map<OrganisationId, List<MembershipRow>> byOrganisation =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    MembershipRow::organisation, LinkedHashMap::new, Collectors.toList()));
    List<Principal.Membership> memberships = new ArrayList<>();
    byOrganisation.forEach(
        (organisation, of) -> {
          MembershipRow first = of.getFirst();
          List<Principal.ProjectRef> projects =
              of.stream().flatMap(row -> row.project().stream()).toList();
          memberships.add(
              new Principal.Membership(
                  organisation, first.slug(), first.name(), first.role(), projects));
        });
    return new Principal.Person(account.id(), account.email(), account.name(), memberships);
  }

  private static Principal.Machine machine(ResultSet row, LocalDate today) throws SQLException {
    Set<KeyScope> parsed =
        Columns.texts(row, "scopes").stream().map(KeyScope::parse).collect(Collectors.toSet());
    return new Principal.Machine(
        row.getObject("id", UUID.class),
        row.getString("name"),
        parsed,
        new Tenant(
            new OrganisationId(row.getObject("organisation_id", UUID.class)),
            row.getString("organisation_slug"),
            new ProjectId(row.getObject("project_id", UUID.class)),
            row.getString("project_slug")),
        Set.copyOf(Columns.texts(row, "models")),
        new KeyLimits(
            row.getInt("requests_per_second"),
            row.getInt("burst"),
            row.getLong("requests_per_day")),
        new KeyUse(today.toEpochDay(), row.getLong("used_today")));
  }

  /** A person as stored; without a password until an invitation is accepted. */
  public record Account(PersonId id, String email, String name, Optional<String> passwordHash) {
    @Override
    public String toString() {
      return "Account[" + email + "]";
    }
  }

  private record MembershipRow(
      OrganisationId organisation,
      String slug,
      String name,
      MemberRole role,
      Optional<Principal.ProjectRef> project) {
    static MembershipRow read(ResultSet row) throws SQLException {
      UUID project = row.getObject("project_id", UUID.class);
      return new MembershipRow(
          new OrganisationId(row.getObject("organisation_id", UUID.class)),
          row.getString("organisation_slug"),
          row.getString("organisation_name"),
          MemberRole.parse(row.getString("role")),
          project == null
              ? Optional.empty()
              : Optional.of(
                  new Principal.ProjectRef(
                      new ProjectId(project),
                      row.getString("project_slug"),
                      row.getString("project_name"))));
    }
  }
}
