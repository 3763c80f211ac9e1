package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.TrafficStore.Counts;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.registry.VersionSignature;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together everything that a model's page shows at its head and of its versions. */
@ApplicationScoped
public class ModelDetails {
  private static final int SHOWN_VERSIONS = 50;
  private static final Duration LABEL_WINDOW = Duration.ofHours(24);

  private final ModelSummaries summaries;
  private final CatalogueStore catalogue;
  private final ModelStore registry;
  private final TrafficStore traffic;
  private final PredictionStore predictions;
  private final Addresses addresses;

  public ModelDetails(
      ModelSummaries summaries,
      CatalogueStore catalogue,
      ModelStore registry,
      TrafficStore traffic,
      PredictionStore predictions,
      Addresses addresses) {
    this.summaries = summaries;
    this.catalogue = catalogue;
    this.registry = registry;
    this.traffic = traffic;
    this.predictions = predictions;
    this.addresses = addresses;
  }

  /** The model, if the project has it. */
  Optional<ModelDetail> find(Tenant tenant, String model, Duration window, Instant now) {
    return summaries.one(tenant, model, window, now).map(summary -> detail(tenant, summary, now));
  }

  private ModelDetail detail(Tenant tenant, ModelSummary summary, Instant now) {
    String model = summary.name();
    List<Version> newest =
        ModelName.parse(model)
            .map(name -> registry.versions(tenant, name, SHOWN_VERSIONS))
            .orElseGet(List::of);
    PredictionStore.Labels labels = predictions.labels(tenant, model, now.minus(LABEL_WINDOW));
    return new ModelDetail(
        summary,
        signature(summary.productionVersion(), newest),
        addresses.git(tenant.organisationSlug(), tenant.projectSlug()) + "/" + model + ".git",
        newest,
        catalogue.aliases(tenant, model),
        labels.labels(),
        labelledShare(tenant, model, labels, now));
  }

  private static @Nullable VersionSignature signature(
      @Nullable Integer production, List<Version> newest) {
    return newest.stream()
        .filter(version -> production == null || version.number() == production)
        .map(Version::signature)
        .findFirst()
        .orElse(null);
  }

  private double labelledShare(
      Tenant tenant, String model, PredictionStore.Labels labels, Instant now) {
    TrafficStore.Selection lately =
        new TrafficStore.Selection(TimeRange.last(LABEL_WINDOW, now), model, null);
    long requests =
        traffic.counts(tenant, lately, Step.PT1H).values().stream()
            .mapToLong(Counts::requests)
            .sum();
    return requests == 0 ? 0 : Math.min(1, (double) labels.predictions() / requests);
  }
}
