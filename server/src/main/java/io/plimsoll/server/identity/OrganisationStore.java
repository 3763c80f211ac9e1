package io.plimsoll.server.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Handle;

/** Projects and members of an organisation. */
@ApplicationScoped
public class OrganisationStore {
  private final Database database;

  public OrganisationStore(Database database) {
    this.database = database;
  }

  public List<SessionResource.NamedSlug> projects(OrganisationId organisation) {
    return database.transact(
        Scope.of(organisation),
        handle ->
            handle
                .createQuery("SELECT slug, name FROM projects ORDER BY slug")
                .map(
                    (row, context) ->
                        new SessionResource.NamedSlug(row.getString("slug"), row.getString("name")))
                .list());
  }

  /** Makes a project with a first key of all scopes. */
  public KeyStore.NewKey createProject(
      OrganisationId organisation, String organisationSlug, String slug, String name, String by) {
    return database.transact(
        Scope.of(organisation),
        handle -> {
          Optional<UUID> id =
              handle
                  .createQuery(
                      """
                      INSERT INTO projects (organisation_id, slug, name) VALUES (:organisation, :slug, :name)
                      ON CONFLICT (organisation_id, slug) DO NOTHING RETURNING id
                      """)
                  .bind("organisation", organisation.value())
                  .bind("slug", slug)
                  .bind("name", name)
                  .mapTo(UUID.class)
                  .findOne();
          ProjectId project =
              id.map(ProjectId::new)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              ErrorCode.CONFLICT,
                              "There is a project \"%s\" already.".formatted(slug)));
          Tenant tenant = new Tenant(organisation, organisationSlug, project, slug);
          Database.enter(handle, tenant.scope());
          return KeyStore.insert(
              handle, tenant, KeyWish.of("default", EnumSet.allOf(KeyScope.class)), by);
        });
  }

  public List<Member> members(OrganisationId organisation) {
    return database.transact(
        Scope.of(organisation),
        handle -> handle.createQuery(Member.QUERY).map((row, context) -> Member.read(row)).list());
  }

  /**
   * Invites an address; returns the token of the link. A person who is a member already is a
   * conflict.
   */
  public Invitation invite(
      OrganisationId organisation, String email, MemberRole role, Instant expiresAt) {
    String token = Tokens.random("pli_");
    return database.transact(
        Scope.of(organisation),
        handle -> {
          UUID person =
              handle
                  .createQuery("SELECT gate_person_for_invitation(:email)")
                  .bind("email", email)
                  .mapTo(UUID.class)
                  .one();
          int added =
              handle
                  .createUpdate(
                      """
                      INSERT INTO memberships (organisation_id, person_id, role)
                      VALUES (:organisation, :person, :role) ON CONFLICT DO NOTHING
                      """)
                  .bind("organisation", organisation.value())
                  .bind("person", person)
                  .bind("role", role.text())
                  .execute();
          if (added == 0) {
            throw new ProblemException(ErrorCode.CONFLICT, email + " is a member already.");
          }
          handle
              .createUpdate(
                  """
                  INSERT INTO invitations (token_hash, organisation_id, person_id, expires_at)
                  VALUES (:hash, :organisation, :person, :expires)
                  """)
              .bind("hash", Tokens.hash(token))
              .bind("organisation", organisation.value())
              .bind("person", person)
              .bind("expires", expiresAt)
              .execute();
          return new Invitation(requireMember(handle, person), token);
        });
  }

  public Member changeRole(OrganisationId organisation, UUID person, MemberRole role) {
    return database.transact(
        Scope.of(organisation),
        handle -> {
          Member before = requireMember(handle, person);
          if (before.role() == MemberRole.OWNER && role != MemberRole.OWNER) {
            requireAnotherOwner(handle, person);
          }
          handle
              .createUpdate("UPDATE memberships SET role = :role WHERE person_id = :person")
              .bind("role", role.text())
              .bind("person", person)
              .execute();
          return requireMember(handle, person);
        });
  }

  public void remove(OrganisationId organisation, UUID person) {
    database.run(
        Scope.of(organisation),
        handle -> {
          if (requireMember(handle, person).role() == MemberRole.OWNER) {
            requireAnotherOwner(handle, person);
          }
          handle
              .createUpdate("DELETE FROM invitations WHERE person_id = :person")
              .bind("person", person)
              .execute();
          handle
              .createUpdate("DELETE FROM memberships WHERE person_id = :person")
              .bind("person", person)
              .execute();
        });
  }

  private static Member requireMember(Handle handle, UUID person) {
    return handle.createQuery(Member.QUERY).map((row, context) -> Member.read(row)).stream()
        .filter(member -> member.userId().equals(person))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("The member " + person));
  }

  private static void requireAnotherOwner(Handle handle, UUID person) {
    // The rows are locked, so that two owners cannot both leave at the same moment.
    List<UUID> owners =
        handle
            .createQuery("SELECT person_id FROM memberships WHERE role = 'owner' FOR UPDATE")
            .mapTo(UUID.class)
            .list();
    if (owners.stream().allMatch(person::equals)) {
      throw new ProblemException(
          ErrorCode.LAST_OWNER, "This is the last owner; make somebody else an owner first.");
    }
  }

  /** A member, or somebody who was invited and has not come yet. */
  public record Member(
      UUID userId, String email, String name, MemberRole role, State state, Instant invitedAt) {
    /** Whether somebody has come. */
    @Schema(name = "MemberState")
    public enum State {
      @JsonProperty("active")
      ACTIVE,
      @JsonProperty("invited")
      INVITED
    }

    static final String QUERY =
        """
        SELECT p.id, p.email, p.name, m.role, m.created_at,
               EXISTS (SELECT FROM invitations i
                       WHERE i.person_id = p.id AND i.accepted_at IS NULL AND p.password_hash IS NULL) AS invited
        FROM memberships m JOIN people p ON p.id = m.person_id ORDER BY p.email
        """;

    static Member read(ResultSet row) throws SQLException {
      return new Member(
          row.getObject("id", UUID.class),
          row.getString("email"),
          row.getString("name"),
          MemberRole.parse(row.getString("role")),
          row.getBoolean("invited") ? State.INVITED : State.ACTIVE,
          Columns.instant(row, "created_at"));
    }
  }

  /** A new member and the token of their link. */
  public record Invitation(Member member, String token) {
    @Override
    public String toString() {
      return "Invitation[" + member.email() + "]";
    }
  }
}
