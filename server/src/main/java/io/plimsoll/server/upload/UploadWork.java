package io.plimsoll.server.upload;

import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.Role;
import io.plimsoll.server.platform.schedule.RecurringWork;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;

/** Clears up behind uploads whose process died while it took them in. */
public final class UploadWork {
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

  @Produces
  @Singleton
  RecurringWork sweep(Home home, InstantSource clock) {
    UploadFolders folders = new UploadFolders(home.work());
    return new RecurringWork(
        "upload-sweep",
        Role.BUILD,
        INTERVAL,
        () -> {
          try {
            folders.sweep(clock.instant().minus(LONGEST_UPLOAD));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }
}
