package io.plimsoll.server.drift.settings;

import io.plimsoll.server.drift.DriftScene;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.pipeline.segments.ProfileSegment;
import java.util.List;

/** Names the segments of the model of a scene, as its owner does. */
public final class DriftSegmentScene {
  private final DriftScene scene;
  private final DriftSegmentStore store;

  public DriftSegmentScene(DriftScene scene) {
    this.scene = scene;
    this.store =
        new DriftSegmentStore(
            scene.test.database(), scene.models, new ProfileWindowStore(scene.test.database()));
  }

  public void save(Tenant tenant, List<ProfileSegment> wanted) {
    store.save(tenant, DriftScene.MODEL, wanted, "ada", scene.instant());
  }

  public Part require(Tenant tenant, String segment, String value) {
    return store.require(tenant, DriftScene.MODEL, segment, value);
  }

  /** All that are kept apart. */
  public List<Part> parts(Tenant tenant) {
    return store.list(tenant, DriftScene.MODEL).stream()
        .flatMap(kept -> kept.parts().stream())
        .toList();
  }
}
