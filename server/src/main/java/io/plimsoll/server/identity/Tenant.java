package io.plimsoll.server.identity;

import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;

/** A project that the caller was let into, with the slugs that its addresses are made of. */
public record Tenant(
    OrganisationId organisation, String organisationSlug, ProjectId project, String projectSlug) {

  /** The scope for this project's rows. */
  public Scope scope() {
    return Scope.of(organisation, project);
  }
}
