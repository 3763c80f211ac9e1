package io.plimsoll.server.identity;

import org.jspecify.annotations.Nullable;

/** What a call needs: a person's role in the organisation, or a key's scope in the project. */
public enum Permission {
  /** Look at anything of the project. */
  VIEW(MemberRole.VIEWER, KeyScope.READ),
  /**
   * Change what runs: move aliases, cancel jobs, acknowledge alerts, tune rules, try an endpoint.
   */
  OPERATE(MemberRole.ENGINEER, KeyScope.DEPLOY),
  /** Call model endpoints. */
  PREDICT(MemberRole.ENGINEER, KeyScope.PREDICT),
  /** Send events. */
  SEND_EVENTS(MemberRole.ENGINEER, KeyScope.EVENTS),
  /** Manage members, keys, mail and projects; never open to a key. */
  ADMINISTER(MemberRole.ADMIN, null),
  /** Take a risk for the project, in one's own name; never open to a key. */
  ANSWER_FOR(MemberRole.OWNER, null);

  private final MemberRole role;
  private final @Nullable KeyScope scope;

  Permission(MemberRole role, @Nullable KeyScope scope) {
    this.role = role;
    this.scope = scope;
  }

  boolean isHeldBy(MemberRole held) {
    return held.includes(role);
  }

  boolean isHeldBy(Principal.Machine machine) {
    return scope != null && machine.scopes().contains(scope);
  }

  String need() {
    return scope == null
        ? "the role " + role.text()
        : "the role " + role.text() + " or a key with the scope " + scope.text();
  }
}
