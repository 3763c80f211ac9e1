package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.AliasMove;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.EnvironmentMove;
import io.plimsoll.server.registry.ModelName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which version is where, since when and by whom, and what it was asked there. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/environments")
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EnvironmentsResource {
  private static final int MOST_MOVES = 100;
  private static final Duration COUNTED = Duration.ofHours(24);

  private final Access access;
  private final AliasStore aliases;
  private final EnvironmentTrafficStore traffic;
  private final Addresses addresses;
  private final InstantSource clock;

  public EnvironmentsResource(
      Access access,
      AliasStore aliases,
      EnvironmentTrafficStore traffic,
      Addresses addresses,
      InstantSource clock) {
    this.access = access;
    this.aliases = aliases;
    this.traffic = traffic;
    this.addresses = addresses;
    this.clock = clock;
  }

  @GET
  public Environments environments(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    ModelName name = ModelName.require(model);
    Map<Environment, AliasMove> present = aliases.present(tenant, name);
    Map<Environment, EnvironmentTrafficStore.Counts> counts =
        traffic.since(tenant, model, clock.instant().minus(COUNTED));
    List<EnvironmentState> states =
        Arrays.stream(Environment.values())
            .map(
                each ->
                    state(
                        name,
                        each,
                        present.get(each),
                        counts.getOrDefault(each, EnvironmentTrafficStore.Counts.NONE)))
            .toList();
    return new Environments(states, aliases.history(tenant, name, MOST_MOVES));
  }

  private EnvironmentState state(
      ModelName model,
      Environment environment,
      @Nullable AliasMove at,
      EnvironmentTrafficStore.Counts counts) {
    String production = addresses.endpoint(model.text());
    return new EnvironmentState(
        environment,
        at == null ? null : at.version(),
        environment == Environment.PRODUCTION
            ? production
            : production + "/versions/" + environment,
        at == null ? null : at.movedAt(),
        at == null ? null : at.movedBy(),
        counts.rows(),
        counts.errors());
  }

  /** All environments from the first to production, and the latest moves, the newest first. */
  public record Environments(List<EnvironmentState> environments, List<EnvironmentMove> moves) {
    public Environments {
      environments = List.copyOf(environments);
      moves = List.copyOf(moves);
    }
  }

  /**
   * An environment of a model. It holds no version until one lands there or is promoted.
   *
   * @param endpoint where it answers
   * @param rows that it was asked in the last 24 hours, by whichever version was there
   */
  public record EnvironmentState(
      Environment environment,
      @Nullable Integer version,
      String endpoint,
      @Nullable Instant movedAt,
      @Nullable String movedBy,
      long rows,
      long errors) {}
}
