package io.plimsoll.server.quality;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A batch in a list.
 *
 * @param duplicates how many rows repeat an earlier one, if that was counted
 * @param isSchemaChanged whether its columns are others than those of the batch before
 */
@Schema(name = "DatasetBatch")
public record Batch(
    UUID id,
    String dataset,
    Instant occurredAt,
    Instant receivedAt,
    long rows,
    @Nullable Long duplicates,
    long checks,
    Failures failed,
    @Nullable String suite,
    @Nullable Long suiteVersion,
    @Nullable String model,
    @Nullable String pipeline,
    @Nullable String runId,
    boolean isSchemaChanged) {}
