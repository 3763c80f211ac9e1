package io.plimsoll.server.quality;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dataset with its latest batch.
 *
 * @param every how soon a batch has to follow, in seconds, if the latest one said so
 * @param expectedBy when the next batch is overdue
 */
public record Dataset(
    String name,
    DatasetState state,
    Instant firstBatchAt,
    Instant lastBatchAt,
    UUID lastBatch,
    long rows,
    long checks,
    Failures failed,
    @Nullable String suite,
    @Nullable Long suiteVersion,
    @Nullable Long every,
    @Nullable Instant expectedBy) {}
