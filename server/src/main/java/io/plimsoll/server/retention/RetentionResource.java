package io.plimsoll.server.retention;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** For how long a project keeps its events, and what they take. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/retention")
@Tag(name = "retention")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RetentionResource {
  private static final int MOST_DAYS = 3_650;

  private final Access access;
  private final RetentionSettingsStore settings;
  private final StorageStore storage;
  private final InstantSource clock;
  private final int usualDays;

  public RetentionResource(
      Access access,
      RetentionSettingsStore settings,
      StorageStore storage,
      InstantSource clock,
      PlimsollConfig config) {
    this.access = access;
    this.settings = settings;
    this.storage = storage;
    this.clock = clock;
    this.usualDays = config.retentionDays();
  }

  /**
   * All types of a project.
   *
   * @param usualDays how long a type is kept of which the project has said nothing
   */
  @Schema(name = "Retention")
  public record Retention(int usualDays, List<TypeRetention> types) {
    public Retention {
      types = List.copyOf(types);
    }
  }

  /**
   * One type.
   *
   * @param days how long it is kept
   * @param events how many are stored
   * @param bytes what was sent for them
   */
  @Schema(name = "RetentionOfType")
  public record TypeRetention(
      EventType type,
      int days,
      long events,
      long bytes,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable String setBy,
      @Nullable Instant setAt) {}

  /** How long a type shall be kept. */
  @Schema(name = "RetentionWish")
  public record Wish(int days) {}

  @GET
  public Retention show(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @Context SecurityContext security) {
    return retention(access.project(security, organisation, project, Permission.VIEW));
  }

  @PUT
  @Path("/{type}")
  public Retention set(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("type") String type,
      Wish wish,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    if (wish.days() < 1 || wish.days() > MOST_DAYS) {
      throw ProblemException.invalid(
          "days", "%d is outside 1 to %d.".formatted(wish.days(), MOST_DAYS));
    }
    settings.set(
        tenant,
        EventType.parse(type),
        new RetentionSettingsStore.Setting(
            wish.days(), Access.principal(security).getName(), clock.instant()));
    return retention(tenant);
  }

  @DELETE
  @Path("/{type}")
  public Retention clear(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("type") String type,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.ADMINISTER);
    settings.clear(tenant, EventType.parse(type));
    return retention(tenant);
  }

  private Retention retention(Tenant tenant) {
    Map<EventType, RetentionSettingsStore.Setting> said = settings.find(tenant);
    Map<EventType, StorageStore.Stored> stored = storage.find(tenant);
    return new Retention(
        usualDays,
        Arrays.stream(EventType.values())
            .map(type -> of(type, said.get(type), stored.get(type)))
            .toList());
  }

  private TypeRetention of(
      EventType type,
      RetentionSettingsStore.@Nullable Setting said,
      StorageStore.@Nullable Stored stored) {
    return new TypeRetention(
        type,
        said == null ? usualDays : said.days(),
        stored == null ? 0 : stored.events(),
        stored == null ? 0 : stored.bytes(),
        stored == null ? null : stored.firstDay(),
        stored == null ? null : stored.lastDay(),
        said == null ? null : said.setBy(),
        said == null ? null : said.setAt());
  }
}
