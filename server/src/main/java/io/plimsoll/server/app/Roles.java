package io.plimsoll.server.app;

import io.agroal.api.AgroalDataSource;
import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.server.identity.KeyMeters;
import io.plimsoll.server.intake.Backlog;
import io.plimsoll.server.pipeline.Pipeline;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.schedule.WorkScheduler;
import io.plimsoll.server.serving.GrpcDoor;
import io.plimsoll.server.serving.Serving;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Starts what the roles of this process need, in the order in which data flows, and stops it in the
 * opposite order: doors first, then what still has something in hand, then what it stands on.
 */
@Singleton
public class Roles {
  private static final Logger LOG = Logger.getLogger("plimsoll");

  private final PlimsollConfig config;
  private final Addresses addresses;
  private final Announcements announcements;
  private final Pipeline pipeline;
  private final Serving serving;
  private final GrpcDoor grpc;
  private final KeyMeters meters;
  private final InferenceEngine engine;
  private final WorkScheduler scheduler;
  private final EventLog log;
  private final Backlog backlog;
  private final AgroalDataSource pool;
  private final Deque<Runnable> stops = new ArrayDeque<>();

  Roles(
      PlimsollConfig config,
      Addresses addresses,
      Announcements announcements,
      Pipeline pipeline,
      Serving serving,
      GrpcDoor grpc,
      KeyMeters meters,
      InferenceEngine engine,
      WorkScheduler scheduler,
      EventLog log,
      Backlog backlog,
      AgroalDataSource pool) {
    this.config = config;
    this.addresses = addresses;
    this.announcements = announcements;
    this.pipeline = pipeline;
    this.serving = serving;
    this.grpc = grpc;
    this.meters = meters;
    this.engine = engine;
    this.scheduler = scheduler;
    this.log = log;
    this.backlog = backlog;
    this.pool = pool;
  }

  void start(@Observes StartupEvent event) {
    stops.push(Launch.received().foundation()::close);
    stops.push(pool::close);
    stops.push(log::close);
    stops.push(engine::close);
    if (config.plays(Role.SERVE) || config.plays(Role.INTAKE)) {
      meters.start();
      stops.push(meters::stop);
    }
    if (config.plays(Role.SERVE)) {
      CompilerThreads.giveWay();
      serving.start();
      stops.push(serving::stop);
    }
    if (config.plays(Role.INTAKE) || config.plays(Role.PIPELINE)) {
      backlog.start();
      stops.push(backlog::stop);
    }
    announcements.start();
    stops.push(announcements::close);
    if (config.plays(Role.PIPELINE)) {
      pipeline.start();
      stops.push(pipeline::stop);
    }
    if (config.plays(Role.MONITOR) || config.plays(Role.BUILD)) {
      scheduler.start();
      stops.push(scheduler::close);
    }
    if (config.plays(Role.SERVE)) {
      grpc.open(Launch.received().grpcPort());
      stops.push(grpc::close);
    }
  }

  void ready(@ObservesAsync HttpServerStart event) {
    String names =
        config.roles().stream().map(Role::text).sorted().collect(Collectors.joining(", "));
    addresses.grpc().ifPresent(address -> System.out.printf("Inference over gRPC: %s%n", address));
    System.out.printf("Plimsoll is ready at %s (%s)%n", addresses.publicUrl(), names);
  }

  void stop(@Observes ShutdownEvent event) {
    while (!stops.isEmpty()) {
      try {
        stops.pop().run();
      } catch (RuntimeException failure) {
        LOG.warnf(failure, "a part did not stop cleanly");
      }
    }
  }
}
