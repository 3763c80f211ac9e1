package io.plimsoll.server.identity;

import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/**
 * The decision of every route: may this principal do this here? A tenant that the principal does
 * not belong to is answered as if it did not exist (404); too little right in an own tenant is 403.
 */
@ApplicationScoped
public class Access {

  /** The principal of a request, as {@link Authentication} resolved it. */
  public static Principal principal(SecurityContext security) {
    return security.getUserPrincipal() instanceof Principal known
        ? known
        : new Principal.Anonymous();
  }

  /** The person of a request; a machine or nobody is refused. */
  public Principal.Person person(SecurityContext security) {
    return switch (principal(security)) {
      case Principal.Person person -> person;
      case Principal.Machine machine ->
          throw new ProblemException(
              ErrorCode.FORBIDDEN,
              "This is for people; the key \"%s\" cannot do it.".formatted(machine.name()));
      case Principal.Anonymous nobody -> throw unauthenticated();
    };
  }

  /** Lets the caller into the project that a path names. */
  public Tenant project(
      SecurityContext security, String organisation, String project, Permission needed) {
    return project(principal(security), organisation, project, needed);
  }

  /** The same for doors that are not routes. */
  public Tenant project(
      Principal principal, String organisation, String project, Permission needed) {
    return switch (principal) {
      case Principal.Person person -> personIn(person, organisation, project, needed);
      case Principal.Machine machine -> {
        Tenant tenant = machine.tenant();
        if (!tenant.organisationSlug().equals(organisation)
            || !tenant.projectSlug().equals(project)) {
          throw ProblemException.notFound("The project " + organisation + "/" + project);
        }
        require(needed, needed.isHeldBy(machine));
        yield tenant;
      }
      case Principal.Anonymous nobody -> throw unauthenticated();
    };
  }

  /** Lets a person into the organisation that a path names. */
  public OrganisationId organisation(
      SecurityContext security, String organisation, Permission needed) {
    Principal.Membership membership = membership(person(security), organisation);
    require(needed, needed.isHeldBy(membership.role()));
    return membership.organisation();
  }

  /** Lets in whoever may do this in any project: for routes that show nothing of any. */
  public void anywhere(SecurityContext security, Permission needed) {
    switch (principal(security)) {
      case Principal.Person person ->
          require(
              needed,
              person.memberships().stream()
                  .anyMatch(membership -> needed.isHeldBy(membership.role())));
      case Principal.Machine machine -> require(needed, needed.isHeldBy(machine));
      case Principal.Anonymous nobody -> throw unauthenticated();
    }
  }

  /** The project of a key: for routes that name none, because the key does. */
  public Tenant keyed(SecurityContext security, Permission needed) {
    return keyed(principal(security), needed);
  }

  /** As {@link #keyed(SecurityContext, Permission)}, for doors that do not speak HTTP. */
  public Tenant keyed(Principal principal, Permission needed) {
    return switch (principal) {
      case Principal.Machine machine -> {
        require(needed, needed.isHeldBy(machine));
        yield machine.tenant();
      }
      case Principal.Person person ->
          throw new ProblemException(
              ErrorCode.FORBIDDEN,
              "This route takes an API key: send it as \"Authorization: Bearer plm_...\".");
      case Principal.Anonymous nobody -> throw unauthenticated();
    };
  }

  /** The project of a key that calls a model, which the key may be too narrow for. */
  public Tenant keyed(SecurityContext security, Permission needed, String model) {
    return keyed(principal(security), needed, model);
  }

  /** The same for doors that do not speak HTTP. */
  public Tenant keyed(Principal principal, Permission needed, String model) {
    Tenant tenant = keyed(principal, needed);
    if (!reaches(principal, model)) {
      throw new ProblemException(
          ErrorCode.FORBIDDEN,
          "The key \"%s\" is for other models than \"%s\"; send one that may call it."
              .formatted(principal instanceof Principal.Machine key ? key.name() : "", model));
    }
    return tenant;
  }

  /** Whether a caller with a key may know of a model of its project. */
  public static boolean reaches(Principal principal, String model) {
    return !(principal instanceof Principal.Machine machine) || machine.reaches(model);
  }

  private static Tenant personIn(
      Principal.Person person, String organisation, String project, Permission needed) {
    Optional<Principal.Membership> found =
        person.memberships().stream().filter(each -> each.slug().equals(organisation)).findFirst();
    Principal.ProjectRef wanted =
        found.stream()
            .flatMap(membership -> membership.projects().stream())
            .filter(each -> each.slug().equals(project))
            .findFirst()
            .orElseThrow(
                () -> ProblemException.notFound("The project " + organisation + "/" + project));
    Principal.Membership membership = found.orElseThrow();
    require(needed, needed.isHeldBy(membership.role()));
    return new Tenant(membership.organisation(), organisation, wanted.id(), project);
  }

  private static Principal.Membership membership(Principal.Person person, String organisation) {
    return person.memberships().stream()
        .filter(each -> each.slug().equals(organisation))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("The organisation " + organisation));
  }

  private static void require(Permission needed, boolean held) {
    if (!held) {
      throw new ProblemException(ErrorCode.FORBIDDEN, "This needs " + needed.need() + ".");
    }
  }

  private static ProblemException unauthenticated() {
    return new ProblemException(
        ErrorCode.UNAUTHENTICATED,
        "Sign in, or send an API key of the project as \"Authorization: Bearer plm_...\".");
  }
}
