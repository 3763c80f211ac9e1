package io.plimsoll.server.quality;

import io.plimsoll.events.DatasetCheck;
import io.plimsoll.events.DatasetColumn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a batch.
 *
 * @param before the batch before, with which the columns were compared
 */
public record BatchDetail(
    Batch batch,
    List<DatasetColumn> columns,
    List<DatasetCheck> results,
    Map<String, String> tags,
    @Nullable UUID before,
    SchemaChange schemaChange) {
  public BatchDetail {
    columns = List.copyOf(columns);
    results = List.copyOf(results);
    tags = Map.copyOf(tags);
  }
}
