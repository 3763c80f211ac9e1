package io.plimsoll.server.platform.database;

import java.util.Optional;

/**
 * What a transaction may see: the rows of one project, of one organisation, of one person, or none
 * but what the gate functions answer. Row-level security enforces it in the database.
 */
public record Scope(
    Optional<OrganisationId> organisation, Optional<ProjectId> project, Optional<PersonId> person) {
  /** Sees no tenant's rows; for the gate functions and for tables that belong to no tenant. */
  public static final Scope NONE = new Scope(Optional.empty(), Optional.empty(), Optional.empty());

  public static Scope of(ProjectId project) {
    return new Scope(Optional.empty(), Optional.of(project), Optional.empty());
  }

  public static Scope of(OrganisationId organisation) {
    return new Scope(Optional.of(organisation), Optional.empty(), Optional.empty());
  }

  public static Scope of(OrganisationId organisation, ProjectId project) {
    return new Scope(Optional.of(organisation), Optional.of(project), Optional.empty());
  }

  public static Scope of(PersonId person) {
    return new Scope(Optional.empty(), Optional.empty(), Optional.of(person));
  }
}
