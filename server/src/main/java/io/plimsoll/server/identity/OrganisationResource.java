package io.plimsoll.server.identity;

import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Fields;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Projects and members of an organisation. */
@Path("/api/v1/organisations/{organisation}")
@Tag(name = "organisation")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OrganisationResource {
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Duration INVITATION_LIFETIME = Duration.ofDays(7);

  private final Access access;
  private final OrganisationStore store;
  private final Authenticator authenticator;
  private final Addresses addresses;
  private final InstantSource clock;

  public OrganisationResource(
      Access access,
      OrganisationStore store,
      Authenticator authenticator,
      Addresses addresses,
      InstantSource clock) {
    this.access = access;
    this.store = store;
    this.authenticator = authenticator;
    this.addresses = addresses;
    this.clock = clock;
  }

  @GET
  @Path("/projects")
  public Page<SessionResource.NamedSlug> projects(
      @PathParam("organisation") String organisation, @Context SecurityContext security) {
    return Page.whole(store.projects(access.organisation(security, organisation, Permission.VIEW)));
  }

  @POST
  @Path("/projects")
  public CreatedProject createProject(
      @PathParam("organisation") String organisation,
      ProjectRequest request,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    String slug = Fields.requiredText("slug", request.slug());
    if (!SLUG.matcher(slug).matches()) {
      throw ProblemException.invalid(
          "slug",
          "\"%s\" must be lower-case letters, digits and dashes, at most 63.".formatted(slug));
    }
    String name = Fields.requiredText("name", request.name()).strip();
    String by = Access.principal(security).getName();
    KeyStore.NewKey key = store.createProject(id, organisation, slug, name, by);
    authenticator.forget();
    return new CreatedProject(slug, name, key.secret());
  }

  @GET
  @Path("/members")
  public Page<OrganisationStore.Member> members(
      @PathParam("organisation") String organisation, @Context SecurityContext security) {
    return Page.whole(store.members(access.organisation(security, organisation, Permission.VIEW)));
  }

  @POST
  @Path("/members")
  public InvitedMember invite(
      @PathParam("organisation") String organisation,
      MemberRequest request,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    String email = SessionResource.email(request.email());
    MemberRole role = Fields.required("role", request.role());
    requireMayGrant(security, organisation, role);
    OrganisationStore.Invitation invitation =
        store.invite(id, email, role, clock.instant().plus(INVITATION_LIFETIME));
    String url = addresses.publicUrl() + "/invitation?token=" + invitation.token();
    return new InvitedMember(invitation.member(), url);
  }

  @PATCH
  @Path("/members/{userId}")
  public OrganisationStore.Member changeRole(
      @PathParam("organisation") String organisation,
      @PathParam("userId") UUID userId,
      RoleRequest request,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    MemberRole role = Fields.required("role", request.role());
    requireMayGrant(security, organisation, role);
    requireMayTouch(security, organisation, id, userId);
    OrganisationStore.Member member = store.changeRole(id, userId, role);
    authenticator.forget();
    return member;
  }

  @DELETE
  @Path("/members/{userId}")
  @APIResponse(responseCode = "204")
  public Response remove(
      @PathParam("organisation") String organisation,
      @PathParam("userId") UUID userId,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    requireMayTouch(security, organisation, id, userId);
    store.remove(id, userId);
    authenticator.forget();
    return Response.noContent().build();
  }

  /** Only an owner makes owners: an admin must not be able to promote themselves. */
  private void requireMayGrant(SecurityContext security, String organisation, MemberRole role) {
    if (role == MemberRole.OWNER && ownRole(security, organisation) != MemberRole.OWNER) {
      throw new ProblemException(ErrorCode.FORBIDDEN, "Only an owner can make somebody an owner.");
    }
  }

  private void requireMayTouch(
      SecurityContext security, String organisation, OrganisationId id, UUID userId) {
    boolean isOwner =
        store.members(id).stream()
            .anyMatch(
                member -> member.userId().equals(userId) && member.role() == MemberRole.OWNER);
    if (isOwner && ownRole(security, organisation) != MemberRole.OWNER) {
      throw new ProblemException(
          ErrorCode.FORBIDDEN, "Only an owner can change or remove an owner.");
    }
  }

  private MemberRole ownRole(SecurityContext security, String organisation) {
    return access.person(security).memberships().stream()
        .filter(membership -> membership.slug().equals(organisation))
        .map(Principal.Membership::role)
        .findFirst()
        .orElse(MemberRole.VIEWER);
  }

  /** A project to be made. */
  @Schema(requiredProperties = {"slug", "name"})
  public record ProjectRequest(@Nullable String slug, @Nullable String name) {}

  /** A project that was made, with the only showing of its first key. */
  public record CreatedProject(String slug, String name, String apiKey) {
    @Override
    public String toString() {
      return "CreatedProject[" + slug + "]";
    }
  }

  /** Somebody to be invited. */
  @Schema(requiredProperties = {"email", "role"})
  public record MemberRequest(@Nullable String email, @Nullable MemberRole role) {}

  /** A new role. */
  @Schema(requiredProperties = "role")
  public record RoleRequest(@Nullable MemberRole role) {}

  /** Somebody who was invited, with the link to hand over. */
  public record InvitedMember(OrganisationStore.Member member, String invitationUrl) {
    @Override
    public String toString() {
      return "InvitedMember[" + member.email() + "]";
    }
  }
}
