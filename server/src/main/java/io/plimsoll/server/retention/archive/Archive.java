package io.plimsoll.server.retention.archive;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore.Expired;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;

/** Keeps days as files before they are dropped, if the operator wants that. */
@Singleton
public class Archive {
  private final ArchiveStore store;
  private final InstantSource clock;
  private final Path work;
  private final Optional<ArchivePlace> place;

  @Inject
  public Archive(ArchiveStore store, InstantSource clock, Home home, PlimsollConfig config) {
    this(store, clock, home.work(), place(home, config, clock));
  }

  Archive(ArchiveStore store, InstantSource clock, Path work, Optional<ArchivePlace> place) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.place = place;
  }

  private static Optional<ArchivePlace> place(
      Home home, PlimsollConfig config, InstantSource clock) {
    PlimsollConfig.Archive wanted = config.archive();
    return switch (wanted.kind()) {
      case NONE -> Optional.empty();
      case DISK ->
          Optional.of(
              new DiskPlace(wanted.folder().orElseGet(() -> home.root().resolve("archive"))));
      case BUCKET ->
          Optional.of(
              new BucketPlace(
                  new BucketAddress(
                      wanted.endpoint().orElseThrow(),
                      wanted.region(),
                      wanted.bucket(),
                      wanted.prefix(),
                      wanted.accessKey(),
                      wanted.secretKey()),
                  clock));
    };
  }

  /** Whether days are archived before they are dropped. */
  public boolean isOn() {
    return place.isPresent();
  }

  /**
   * Archives what every project has in a partition and drops it. False if something came in the
   * meantime, or it was gone; the next round looks again.
   */
  public boolean keepAndDrop(Expired expired) throws IOException, InterruptedException {
    for (ArchiveStore.Owner owner : store.owners(expired)) {
      boolean isThere =
          store
              .find(owner.tenant(), expired.type(), expired.day())
              .filter(archive -> archive.events() == owner.events())
              .isPresent();
      if (!isThere) {
        keep(owner.tenant(), expired.type(), expired.day());
      }
    }
    return store.drop(expired);
  }

  /** Brings an archive to this machine; the caller deletes the file. */
  Path fetch(Tenant tenant, ArchivedDay archive) throws IOException, InterruptedException {
    Path file = newFile();
    try {
      require().fetch(key(tenant, archive.type(), archive.day()), file);
      return file;
    } catch (IOException | InterruptedException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  /** Deletes an archive for good. */
  void delete(Tenant tenant, ArchivedDay archive) throws IOException, InterruptedException {
    require().delete(key(tenant, archive.type(), archive.day()));
    store.forget(tenant, archive.type(), archive.day());
  }

  private void keep(Tenant tenant, EventType type, LocalDate day)
      throws IOException, InterruptedException {
    Path file = newFile();
    try {
      long events = store.write(tenant, type, day, file);
      String key = key(tenant, type, day);
      require().put(key, file);
      store.note(
          tenant,
          new ArchivedDay(
              type,
              day,
              events,
              Files.size(file),
              require().location(key),
              FileHash.of(file),
              clock.instant()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private ArchivePlace require() {
    return place.orElseThrow(() -> new IllegalStateException("archive.place is not set"));
  }

  private Path newFile() throws IOException {
    Files.createDirectories(work);
    return Files.createTempFile(work, "archive-", ".parquet");
  }

  /** By id and not by name, so that a project that is renamed keeps its archives. */
  private static String key(Tenant tenant, EventType type, LocalDate day) {
    return "%s/%s/%s.parquet".formatted(tenant.project(), type.text(), day);
  }
}
