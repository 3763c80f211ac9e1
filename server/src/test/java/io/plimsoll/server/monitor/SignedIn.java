package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.MemberRole;
import io.plimsoll.server.identity.Principal;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.PersonId;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.UUID;

/** The security context of a request by somebody who has signed in. */
record SignedIn(Principal principal) implements SecurityContext {

  /** A member of the tenant's organisation. */
  static SignedIn as(Tenant tenant, MemberRole role) {
    return new SignedIn(
        new Principal.Person(
            new PersonId(UUID.randomUUID()),
            "ada@example.org",
            "Ada",
            List.of(
                new Principal.Membership(
                    tenant.organisation(),
                    tenant.organisationSlug(),
                    "Acme",
                    role,
                    List.of(
                        new Principal.ProjectRef(
                            tenant.project(), tenant.projectSlug(), "Main"))))));
  }

  @Override
  public java.security.Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String getAuthenticationScheme() {
    return "session";
  }
}
