package io.plimsoll.server.quality;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset is expected to hold, as JSON has it. Each expectation names its kind as {@code
 * expectation} and has the kind's parameters beside {@code severity}, {@code mostly} and {@code
 * description}.
 *
 * @param every how soon a batch has to follow, such as {@code 24h}
 */
@Schema(name = "Suite", requiredProperties = "expectations")
public record SuiteDocument(
    @Nullable String name,
    @Nullable String dataset,
    @Nullable String every,
    @Nullable String description,
    @Nullable List<Map<String, Object>> expectations) {}
