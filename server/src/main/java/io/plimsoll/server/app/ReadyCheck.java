package io.plimsoll.server.app;

import io.plimsoll.server.insight.StatusStore;
import io.plimsoll.server.intake.Backlog;
import io.plimsoll.server.pipeline.Pipeline;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether this process does now what its roles are for. An intake needs Kafka and room in it, but
 * no database; a pipeline needs to have come round lately; whoever answers people needs the
 * database.
 */
@Readiness
@Singleton
public class ReadyCheck implements HealthCheck {
  private final PlimsollConfig config;
  private final StatusStore status;
  private final Backlog backlog;
  private final Pipeline pipeline;

  public ReadyCheck(PlimsollConfig config, StatusStore status, Backlog backlog, Pipeline pipeline) {
    this.config = config;
    this.status = status;
    this.backlog = backlog;
    this.pipeline = pipeline;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("roles").up();
    if (config.plays(Role.API) || config.plays(Role.MONITOR) || config.plays(Role.BUILD)) {
      tell(response, "database", status.reachesDatabase());
    }
    if (config.plays(Role.INTAKE) || config.plays(Role.PIPELINE)) {
      tell(response, "kafka", backlog.isLogThere());
      response.withData("waiting", backlog.waiting());
    }
    if (config.plays(Role.INTAKE)) {
      tell(response, "room", backlog.hasRoom());
    }
    if (config.plays(Role.PIPELINE)) {
      tell(response, "pipeline", pipeline.isMoving());
    }
    return response.build();
  }

  private static void tell(HealthCheckResponseBuilder response, String what, boolean isWell) {
    response.withData(what, isWell);
    if (!isWell) {
      response.down();
    }
  }
}
