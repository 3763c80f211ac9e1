package io.plimsoll.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A tenant of a running server: an organisation with a project, its owner and a key with every
 * scope.
 */
public final class TestServerTenant {
  private static final String PASSWORD = "correct horse battery staple";

  private final TestServer server;
  private final UUID organisationId;
  private final UUID projectId;
  private final String organisation;
  private final String project;
  private final TestServerClient owner;
  private final String key;

  private TestServerTenant(TestServer server, String organisation, String project) {
    this.server = server;
    this.organisation = organisation;
    this.project = project;
    this.organisationId =
        insert("INSERT INTO organisations (slug, name) VALUES (:slug, :slug) RETURNING id");
    String email = "owner@" + organisation + ".example";
    String invitation = inviteFirstOwner(email);
    TestServerAnswer accepted =
        TestServerClient.of(server)
            .post(
                "/api/v1/invitations/accept",
                Map.of("token", invitation, "name", "Owner", "password", PASSWORD))
            .expect(200);
    this.owner = TestServerClient.of(server).withSessionOf(accepted);
    JsonNode created =
        owner
            .post(organisationPath() + "/projects", Map.of("slug", project, "name", project))
            .expect(200)
            .json();
    this.key = created.path("apiKey").asText();
    this.projectId = projectId(project);
  }

  /** A new organisation {@code name} with a project "main". */
  public static TestServerTenant in(TestServer server, String name) {
    return new TestServerTenant(server, name, "main");
  }

  public String organisation() {
    return organisation;
  }

  public String project() {
    return project;
  }

  public UUID projectId() {
    return projectId;
  }

  public UUID organisationId() {
    return organisationId;
  }

  public String organisationPath() {
    return "/api/v1/organisations/" + organisation;
  }

  public String path() {
    return organisationPath() + "/projects/" + project;
  }

  /** The text of the key with every scope. */
  public String key() {
    return key;
  }

  public TestServerClient owner() {
    return owner;
  }

  /** A caller with the key that has every scope. */
  public TestServerClient machine() {
    return TestServerClient.of(server).withKey(key);
  }

  /** A caller with a new key that has these scopes only. */
  public TestServerClient machine(String... scopes) {
    return TestServerClient.of(server).withKey(newKey(scopes));
  }

  /** The text of a new key that has these scopes only. */
  public String newKey(String... scopes) {
    return owner
        .post(path() + "/keys", Map.of("name", "narrow", "scopes", List.of(scopes)))
        .expect(200)
        .json()
        .path("secret")
        .asText();
  }

  /** A person with {@code role} in the organisation, who has accepted their invitation. */
  public TestServerClient member(String role) {
    String email = role + "-" + UUID.randomUUID().toString().substring(0, 8) + "@people.example";
    JsonNode invited =
        owner
            .post(organisationPath() + "/members", Map.of("email", email, "role", role))
            .expect(200)
            .json();
    String token = invited.path("invitationUrl").asText().replaceFirst(".*token=", "");
    TestServerAnswer accepted =
        TestServerClient.of(server)
            .post(
                "/api/v1/invitations/accept",
                Map.of("token", token, "name", role, "password", PASSWORD))
            .expect(200);
    return TestServerClient.of(server).withSessionOf(accepted);
  }

  /** A number out of the database; {@code :project} stands for this tenant's project. */
  public long count(String query) {
    return server
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(query)
                    .bind("project", projectId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElse(0L));
  }

  /** The address that {@code model} is pushed to. */
  public String gitUrl(String model) {
    return "%s/git/%s/%s/%s.git".formatted(server.url(), organisation, project, model);
  }

  /** The way in for the very first person, whom nobody can invite over the API. */
  private String inviteFirstOwner(String email) {
    String token = "pli_test_" + UUID.randomUUID();
    server
        .database()
        .useTransaction(
            handle -> {
              UUID person =
                  handle
                      .createQuery(
                          "INSERT INTO people (email, name) VALUES (:email, :email) RETURNING id")
                      .bind("email", email)
                      .mapTo(UUID.class)
                      .one();
              handle
                  .createUpdate(
                      """
                  INSERT INTO memberships (organisation_id, person_id, role)
                  VALUES (:organisation, :person, 'owner')
                  """)
                  .bind("organisation", organisationId)
                  .bind("person", person)
                  .execute();
              handle
                  .createUpdate(
                      """
                  INSERT INTO invitations (token_hash, organisation_id, person_id, expires_at)
                  VALUES (sha256(convert_to(:token, 'UTF8')), :organisation, :person, now() + '1 day')
                  """)
                  .bind("token", token)
                  .bind("organisation", organisationId)
                  .bind("person", person)
                  .execute();
            });
    return token;
  }

  private UUID insert(String statement) {
    return server
        .database()
        .withHandle(
            handle ->
                handle.createQuery(statement).bind("slug", organisation).mapTo(UUID.class).one());
  }

  private UUID projectId(String slug) {
    return server
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM projects WHERE organisation_id = :organisation AND slug = :slug")
                    .bind("organisation", organisationId)
                    .bind("slug", slug)
                    .mapTo(UUID.class)
                    .one());
  }
}
