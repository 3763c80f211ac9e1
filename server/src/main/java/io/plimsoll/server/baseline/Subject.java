package io.plimsoll.server.baseline;

import io.plimsoll.inference.ModelManifest;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.registry.ServedVersion;
import java.util.List;
import java.util.UUID;

/** The model version that a baseline is for. */
record Subject(Tenant tenant, String model, int version, UUID id, ModelManifest manifest) {

  static Subject of(Tenant tenant, ServedVersion version) {
    return new Subject(
        tenant,
        version.model(),
        version.number(),
        version.versionId(),
        ModelManifest.fromJson(version.manifest()));
  }

  List<Feature> features() {
    return manifest.features();
  }
}
