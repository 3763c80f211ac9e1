package io.plimsoll.server.live;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Authenticator;
import io.plimsoll.server.identity.Credential;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;

/** Decides who may watch a project, by the same rules as every other route. Blocks. */
@ApplicationScoped
public class LiveDoor {
  private final Authenticator authenticator;
  private final Access access;

  public LiveDoor(Authenticator authenticator, Access access) {
    this.authenticator = authenticator;
    this.access = access;
  }

  /** Whether the bearer of this credential may watch that project now. */
  Admission admit(Credential credential, String organisation, String project) {
    return switch (authenticator.authenticate(credential)) {
      case Authenticator.Finding.Worthless worthless ->
          new Admission.Refused(ErrorCode.WRONG_CREDENTIALS);
      case Authenticator.Finding.Known known -> {
        try {
          yield new Admission.Admitted(
              access.project(known.principal(), organisation, project, Permission.VIEW));
        } catch (ProblemException refusal) {
          yield new Admission.Refused(refusal.code());
        }
      }
    };
  }

  /** The answer at the door. */
  sealed interface Admission {
    record Admitted(Tenant tenant) implements Admission {}

    record Refused(ErrorCode code) implements Admission {}
  }
}
