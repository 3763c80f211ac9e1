package io.plimsoll.server.app;

import com.sun.management.OperatingSystemMXBean;
import io.agroal.api.AgroalDataSource;
import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.InferenceSettings;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.sandbox.SandboxMode;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Announcements;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.DatabaseAddress;
import io.plimsoll.server.platform.database.Pools;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.KafkaAddress;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.schedule.OneTimeWork;
import io.plimsoll.server.platform.schedule.RecurringWork;
import io.plimsoll.server.platform.schedule.WorkScheduler;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

/** Makes the platform's parts out of what {@link Main} started. */
@Singleton
public class Wiring {
  private final Launch launch = Launch.received();

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  PlimsollConfig config() {
    return launch.config();
  }

  @Produces
  @Singleton
  Home home() {
    return new Home(launch.config().home());
  }

  @Produces
  @Singleton
  Addresses addresses() {
    return launch.addresses();
  }

  @Produces
  @Singleton
  DatabaseAddress databaseAddress() {
    return launch.foundation().database();
  }

  @Produces
  @Singleton
  KafkaAddress kafkaAddress() {
    return launch.foundation().kafka();
  }

  @Produces
  @Singleton
  AgroalDataSource pool(DatabaseAddress address, PlimsollConfig config) {
    return Pools.open(address, config.database().poolSize());
  }

  @Produces
  @Singleton
  Database database(AgroalDataSource pool) {
    return new Database(pool);
  }

  @Produces
  @Singleton
  Announcements announcements(DatabaseAddress address) {
    return new Announcements(address);
  }

  @Produces
  @Singleton
  EventLog eventLog(KafkaAddress address) {
    return new EventLog(address);
  }

  @Produces
  @Singleton
  BlobStore blobs(Home home) {
    return new BlobStore(home.blobs());
  }

  @Produces
  @Singleton
  InferenceEngine inferenceEngine(Home home, PlimsollConfig config) {
    PlimsollConfig.Serving serving = config.serving();
    InferenceSettings defaults = InferenceSettings.defaults(home.inference());
    return new InferenceEngine(
        defaults
            .withSandbox(config.python().isSandboxed() ? SandboxMode.BUBBLEWRAP : SandboxMode.NONE)
            .withWorkers(
                new WorkerScale(
                    serving.pythonWorkersMin(),
                    serving.pythonWorkers(),
                    serving.pythonIdle(),
                    WorkerScale.UNLIMITED),
                defaults.queuedCallsPerModel())
            .withMemory(
                serving.pythonMemoryBytes().orElseGet(() -> shareOfTheMemory(2)),
                serving.modelMemoryBytes().orElseGet(() -> shareOfTheMemory(4))));
  }

  private static long shareOfTheMemory(int parts) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getTotalMemorySize() / parts
        : WorkerScale.UNLIMITED;
  }

  @Produces
  @Singleton
  SecretBox secretBox(Home home) {
    return SecretBox.open(home.secrets().resolve("keyset.json"));
  }

  @Produces
  @Singleton
  KeyedHash keyedHash(Home home) {
    return KeyedHash.open(home.secrets().resolve("log-hash.json"));
  }

  @Produces
  @Singleton
  WorkScheduler scheduler(
      AgroalDataSource pool,
      PlimsollConfig config,
      InstantSource clock,
      @All List<RecurringWork> recurring,
      @All List<OneTimeWork> oneTime) {
    return new WorkScheduler(pool, config, clock, recurring, oneTime);
  }
}
