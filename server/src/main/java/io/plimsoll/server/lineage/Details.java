package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.DatasetDetail.Field;
import io.plimsoll.server.lineage.LineageDatasetStore.StoredVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts together all that is known of a job or a dataset. */
@ApplicationScoped
public class Details {
  private static final int RUNS = 20;
  private static final int USES = 50;
  private static final int CHECKS = 10;

  private final LineageJobStore jobs;
  private final LineageRunStore runs;
  private final LineageDatasetStore datasets;
  private final HealthStore health;

  public Details(
      LineageJobStore jobs,
      LineageRunStore runs,
      LineageDatasetStore datasets,
      HealthStore health) {
    this.jobs = jobs;
    this.runs = runs;
    this.datasets = datasets;
    this.health = health;
  }

  Optional<JobDetail> job(Tenant tenant, UUID id) {
    return jobs.find(tenant, id)
        .map(
            job -> {
              Health now = Diagnosis.ofJob(health.jobs(tenant, List.of(id)).get(id));
              return new JobDetail(
                  job,
                  now.level(),
                  now.reasons(),
                  jobs.datasets(tenant, id, "input"),
                  jobs.datasets(tenant, id, "output"),
                  jobs.versions(tenant, id),
                  runs.list(tenant, id, null, null, RUNS),
                  jobs.facets(tenant, "job", id));
            });
  }

  Optional<DatasetDetail> dataset(Tenant tenant, UUID id) {
    return datasets
        .find(tenant, id)
        .map(
            dataset -> {
              List<DatasetDetail.Symlink> symlinks = datasets.symlinks(tenant, id);
              List<String> names = new ArrayList<>(List.of(dataset.name()));
              symlinks.forEach(symlink -> names.add(symlink.name()));
              Map<String, HealthStore.Batch> batches = health.batches(tenant, names);
              String own = names.stream().filter(batches::containsKey).findFirst().orElse(null);
              Health now =
                  Diagnosis.ofDataset(
                          health.datasets(tenant, List.of(id)).get(id), dataset.lifecycle())
                      .and(Diagnosis.ofBatch(own == null ? null : batches.get(own)));
              List<StoredVersion> versions = datasets.versions(tenant, id);
              return new DatasetDetail(
                  dataset,
                  now.level(),
                  now.reasons(),
                  own,
                  symlinks,
                  versions.isEmpty() ? List.of() : versions.getFirst().fields(),
                  compared(versions),
                  datasets.origins(tenant, id),
                  datasets.usedBy(tenant, id),
                  runs.checks(tenant, id, null, CHECKS),
                  datasets.quality(tenant, id).orElse(null),
                  runs.usesOf(tenant, id, USES),
                  jobs.facets(tenant, "dataset", id));
            });
  }

  /** Each beside the one that was current before it. */
  static List<DatasetDetail.Version> compared(List<StoredVersion> versions) {
    List<DatasetDetail.Version> compared = new ArrayList<>();
    for (int place = 0; place < versions.size(); place++) {
      StoredVersion version = versions.get(place);
      StoredVersion before = place + 1 < versions.size() ? versions.get(place + 1) : version;
      Map<String, @Nullable String> now = types(version);
      Map<String, @Nullable String> then = types(before);
      compared.add(
          new DatasetDetail.Version(
              version.id(),
              version.version(),
              version.fields().size(),
              version.firstAt(),
              version.lastAt(),
              now.keySet().stream().filter(name -> !then.containsKey(name)).toList(),
              then.keySet().stream().filter(name -> !now.containsKey(name)).toList(),
              now.keySet().stream()
                  .filter(then::containsKey)
                  .filter(name -> !Objects.equals(now.get(name), then.get(name)))
                  .toList()));
    }
    return compared;
  }

  private static Map<String, @Nullable String> types(StoredVersion version) {
    Map<String, @Nullable String> types = new LinkedHashMap<>();
    for (Field field : version.fields()) {
      types.put(field.name(), field.type());
    }
    return types;
  }
}
