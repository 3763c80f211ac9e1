package io.plimsoll.server.intake.letters;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.masking.Masking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Events that could not be taken in: to look at, to mend, and to send again. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/dead-letters")
@Tag(name = "dead letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeadLettersResource {
  private final Access access;
  private final DeadLetterStore store;
  private final DeadLetterReplay replay;

  public DeadLettersResource(Access access, DeadLetterStore store, DeadLetterReplay replay) {
    this.access = access;
    this.store = store;
    this.replay = replay;
  }

  /** How one letter is to be sent again: with this text, or without one as it is. */
  @Schema(name = "DeadLetterMending")
  public record Mending(@Nullable String payload) {}

  /** Which letters are to be sent again, of those that were not: at most a page of them. */
  @Schema(name = "DeadLetterChoice")
  public record Choice(@Nullable String code, @Nullable String topic, @Nullable String cursor) {}

  @GET
  public Page<DeadLetter> list(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("code") @Nullable String code,
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("state") @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    DeadLetterFilter filter = DeadLetterFilter.parse(code, topic, state);
    Page<KeptLetter> page = page(tenant, filter, cursor, Page.limit(limit));
    Masking masking = store.masking(tenant);
    return new Page<>(
        page.items().stream().map(letter -> letter.seen(masking)).toList(), page.nextCursor());
  }

  @GET
  @Path("/{id}")
  public DeadLetter one(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    return shown(tenant, id);
  }

  @POST
  @Path("/{id}/replay")
  public DeadLetter replay(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("id") UUID id,
      Mending mending,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    replay.replay(tenant, require(tenant, id), mending.payload(), name(security));
    return shown(tenant, id);
  }

  @POST
  @Path("/replay")
  public DeadLetterReplay.Outcome replayAll(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      Choice choice,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    DeadLetterFilter filter = new DeadLetterFilter(choice.code(), choice.topic(), false);
    Page<KeptLetter> page = page(tenant, filter, choice.cursor(), Page.MAX_LIMIT);
    return replay.replay(tenant, page.items(), page.nextCursor(), name(security));
  }

  private Page<KeptLetter> page(
      Tenant tenant, DeadLetterFilter filter, @Nullable String cursor, int size) {
    return Page.cut(
        store.list(tenant, filter, Page.after(cursor), size + 1),
        size,
        kept -> kept.letter().id().toString());
  }

  private DeadLetter shown(Tenant tenant, UUID id) {
    return require(tenant, id).seen(store.masking(tenant));
  }

  private KeptLetter require(Tenant tenant, UUID id) {
    return store
        .find(tenant, id)
        .orElseThrow(() -> ProblemException.notFound("The dead letter " + id));
  }

  private static String name(SecurityContext security) {
    return Access.principal(security).getName();
  }
}
