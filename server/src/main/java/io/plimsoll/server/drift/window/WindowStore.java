package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.BaselineStore.Baseline;
import io.plimsoll.server.drift.window.BaselineStore.Source;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Reads the sides of a comparison. */
@ApplicationScoped
public class WindowStore {
  private final BaselineStore baselines;
  private final ProfileWindowStore profiles;

  public WindowStore(BaselineStore baselines, ProfileWindowStore profiles) {
    this.baselines = baselines;
    this.profiles = profiles;
  }

  /** A side as it was read; a baseline that is not there has no columns and no source. */
  record Content(Map<Column, MergedProfile> columns, Optional<Source> source) {}

  Content read(Tenant tenant, String model, Side side) {
    return switch (side) {
      case Side.Baseline baseline ->
          baselines
              .find(tenant, model, baseline.version())
              .map(WindowStore::content)
              .orElseGet(() -> new Content(Map.of(), Optional.empty()));
      case Side.Window window -> new Content(traffic(tenant, model, window), Optional.empty());
    };
  }

  private static Content content(Baseline baseline) {
    return new Content(baseline.columns(), Optional.of(baseline.source()));
  }

  private Map<Column, MergedProfile> traffic(Tenant tenant, String model, Side.Window window) {
    Stretch stretch = window.stretch();
    return profiles.read(
        tenant,
        new Traffic(model, window.version(), stretch.from(), stretch.to(), window.part()),
        Column::of);
  }
}
