package io.plimsoll.server.serving;

import io.plimsoll.server.registry.Share;
import io.plimsoll.server.registry.Sticky;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loaded versions that answer a model's production calls, and how one is picked for a call.
 * Immutable, so that a call meets the old weights or the new ones and never a mixture.
 */
final class Route {
  private final LoadedVersion production;
  private final LoadedVersion[] versions;
  private final WeightedChoice choice;
  private final Sticky sticky;
  private final @Nullable Shadow shadow;
  private final int mirrorPerMille;

  /** A version that gets a copy of a part of the calls, in thousandths. */
  record Shadow(LoadedVersion version, int perMille) {}

  /** A version and its part of the calls, in thousandths. */
  record Part(LoadedVersion version, int perMille) {
    WeightedChoice.Weight weight() {
      return new WeightedChoice.Weight(version.version().versionId(), perMille);
    }
  }

  /**
   * Divides the calls.
   *
   * @param production the version that speaks for the model
   * @param shadow null if there is none
   * @param mirrorPerMille what part of the calls the other of two versions is asked as well
   */
  Route(
      LoadedVersion production,
      List<Part> parts,
      Sticky sticky,
      @Nullable Shadow shadow,
      int mirrorPerMille) {
    this.production = production;
    this.mirrorPerMille = parts.size() == 2 ? mirrorPerMille : 0;
    this.versions = parts.stream().map(Part::version).toArray(LoadedVersion[]::new);
    this.choice = new WeightedChoice(parts.stream().map(Part::weight).toList());
    this.sticky = sticky;
    this.shadow = shadow;
  }

  /** All calls to one version. */
  static Route to(LoadedVersion version) {
    return new Route(version, List.of(new Part(version, Share.WHOLE)), Sticky.NONE, null, 0);
  }

  /** The version that production points at. */
  LoadedVersion production() {
    return production;
  }

  Sticky sticky() {
    return sticky;
  }

  List<LoadedVersion> versions() {
    return List.of(versions);
  }

  @Nullable Shadow shadow() {
    return shadow;
  }

  /** The version that is asked a part of what {@code answeredBy} has answered, to compare them. */
  @Nullable Shadow mirror(LoadedVersion answeredBy) {
    if (mirrorPerMille == 0) {
      return null;
    }
    return new Shadow(versions[0] == answeredBy ? versions[1] : versions[0], mirrorPerMille);
  }

  /** Whether the version answers calls. */
  boolean answersWith(LoadedVersion version) {
    for (LoadedVersion each : versions) {
      if (each == version) {
        return true;
      }
    }
    return false;
  }

  /** Whether calls reach the version, to be answered or as a copy. */
  boolean leadsTo(LoadedVersion version) {
    return answersWith(version) || (shadow != null && shadow.version() == version);
  }

  /** Draws a version by the weights. */
  LoadedVersion pick() {
    return versions[choice.draw()];
  }

  /** The version to which a key belongs, each time the same while the weights stay. */
  LoadedVersion pick(CharSequence key) {
    return versions[choice.place(key)];
  }
}
