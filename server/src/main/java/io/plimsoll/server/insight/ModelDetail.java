package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.registry.VersionSignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one model.
 *
 * @param signature of the version in production, or else of the newest one
 * @param feedbackCount labels of the last 24 hours, counted up to 100,000
 * @param labelledShare the share of the last 24 hours' predictions that have a label
 */
public record ModelDetail(
    @JsonUnwrapped ModelSummary summary,
    @Nullable VersionSignature signature,
    String gitUrl,
    List<Version> versions,
    List<CatalogueStore.Alias> aliases,
    long feedbackCount,
    double labelledShare) {
  public ModelDetail {
    versions = List.copyOf(versions);
    aliases = List.copyOf(aliases);
  }
}
