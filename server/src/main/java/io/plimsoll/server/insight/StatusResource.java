package io.plimsoll.server.insight;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Whether this server is up, for anybody: it tells nothing of any tenant. */
@Path("/api/v1/status")
@Tag(name = "status")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StatusResource {
  private static final Logger LOG = Logger.getLogger(StatusResource.class);

  /** The route is open to all, so what it asks the database is remembered for a moment. */
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final Database database;
  private final PlimsollConfig config;
  private final InstantSource clock;
  private final String version;
  private volatile Check last = new Check(Instant.EPOCH, false);

  public StatusResource(
      Database database,
      PlimsollConfig config,
      InstantSource clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.database = database;
    this.config = config;
    this.clock = clock;
    this.version = version;
  }

  @GET
  public Status status() {
    List<String> roles = config.roles().stream().map(Role::text).sorted().toList();
    return new Status(version, isReady(), roles);
  }

  private boolean isReady() {
    Instant now = clock.instant();
    Check known = last;
    if (known.at().plus(REMEMBERED).isAfter(now)) {
      return known.reachesDatabase();
    }
    boolean reaches = reachesDatabase();
    last = new Check(now, reaches);
    return reaches;
  }

  private boolean reachesDatabase() {
    try {
      return database.transact(
          Scope.NONE, handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (RuntimeException away) {
      LOG.warnf("the database does not answer: %s", away.getMessage());
      return false;
    }
  }

  /** What runs here. */
  @Schema(name = "ServerStatus")
  public record Status(String version, boolean ready, List<String> roles) {
    public Status {
      roles = List.copyOf(roles);
    }
  }

  private record Check(Instant at, boolean reachesDatabase) {}
}
