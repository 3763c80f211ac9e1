package io.plimsoll.server.app;

import io.plimsoll.server.pipeline.Pipeline;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether this process is worth keeping. A database or a Kafka that is away is no reason to end it;
 * a pipeline whose thread has ended, which nothing in here starts again, is.
 */
@Liveness
@Singleton
public class LiveCheck implements HealthCheck {
  private final PlimsollConfig config;
  private final Pipeline pipeline;

  public LiveCheck(PlimsollConfig config, Pipeline pipeline) {
    this.config = config;
    this.pipeline = pipeline;
  }

  @Override
  public HealthCheckResponse call() {
    boolean isAlive = !config.plays(Role.PIPELINE) || pipeline.isAlive();
    return HealthCheckResponse.named("threads").status(isAlive).build();
  }
}
