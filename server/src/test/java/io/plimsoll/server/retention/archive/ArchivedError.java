package io.plimsoll.server.retention.archive;

import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An archived day of a tenant of a running server, with one error in it. */
public final class ArchivedError {
  /** The day. */
  public static final String DAY = "2026-03-01";

  private ArchivedError() {}

  /** Puts the file where the server looks for it, and says that it is there. */
  public static void in(TestServer server, TestServerTenant tenant, String message) {
    Path file =
        server
            .home()
            .resolve("archive")
            .resolve(tenant.projectId().toString())
            .resolve("errors")
            .resolve(DAY + ".parquet");
    try {
      Files.createDirectories(file.getParent());
      List<ArchiveColumn> columns = ArchiveColumn.of(EventType.ERRORS);
      try (ParquetWriter writer = new ParquetWriter(file, columns)) {
        List<@Nullable Object> row = new ArrayList<>();
        for (ArchiveColumn column : columns) {
          row.add(column.kind() == ArchiveColumn.Kind.TIME ? (Object) 0L : message);
        }
        writer.add(row);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server
        .database()
        .useHandle(
            handle ->
                handle.execute(
                    "INSERT INTO archives VALUES (?, 'errors', '%s', 1, 1, ?, '', now())"
                        .formatted(DAY),
                    tenant.projectId(),
                    message));
  }
}
