package io.plimsoll.server.identity;

import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.PersonId;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who makes a request. {@link #getName()} is what records of an act keep: an e-mail address or
 * {@code key:name}.
 */
public sealed interface Principal extends java.security.Principal {

  /** Nobody: only the few open routes answer. */
  record Anonymous() implements Principal {
    @Override
    public String getName() {
      return "anonymous";
    }
  }

  /** A person who signed in; sees the organisations that they are a member of. */
  record Person(PersonId id, String email, String name, List<Membership> memberships)
      implements Principal {
    public Person {
      memberships = List.copyOf(memberships);
    }

    @Override
    public String getName() {
      return email;
    }
  }

  /**
   * A program with an API key; sees one project.
   *
   * @param models the models that it may call; empty means all
   * @param usedToday as of when the key was looked up
   */
  record Machine(
      UUID keyId,
      String name,
      Set<KeyScope> scopes,
      Tenant tenant,
      Set<String> models,
      KeyLimits limits,
      KeyUse usedToday)
      implements Principal {
    public Machine {
      scopes = Set.copyOf(scopes);
      models = Set.copyOf(models);
    }

    /** Whether the key reaches a model of its project. */
    public boolean reaches(String model) {
      return models.isEmpty() || models.contains(model);
    }

    @Override
    public String getName() {
      return "key:" + name;
    }
  }

  /** A person's place in one organisation. */
  record Membership(
      OrganisationId organisation,
      String slug,
      String name,
      MemberRole role,
      List<ProjectRef> projects) {
    public Membership {
      projects = List.copyOf(projects);
    }
  }

  /** A project's id, slug and name. */
  record ProjectRef(ProjectId id, String slug, String name) {}
}
