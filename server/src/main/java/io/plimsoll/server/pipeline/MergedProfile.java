package io.plimsoll.server.pipeline;

import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ProfileType;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * The values of one column over several stored buckets. A column may change its type on the way
 * (numbers before, text after); only one type can be compared, and rows of the other one count as
 * rows without a value of the type that was promised.
 */
public final class MergedProfile {
  private final Map<ProfileType, Profile> byType = new EnumMap<>(ProfileType.class);

  /** One bucket alone. */
  public static MergedProfile of(Profile bucket) {
    MergedProfile merged = new MergedProfile();
    merged.add(bucket);
    return merged;
  }

  /** Adds a bucket; the profile belongs to this object from now on. */
  public void add(Profile bucket) {
    Profile known = byType.putIfAbsent(bucket.type(), bucket);
    if (known != null) {
      known.merge(bucket);
    }
  }

  /** Adds what others have merged; its profiles belong to this object from now on. */
  public void add(MergedProfile other) {
    other.byType.values().forEach(this::add);
  }

  /** All rows as a profile of that type, to be read only; empty if there are none. */
  public Profile as(ProfileType type) {
    Profile alone = byType.get(type);
    if (alone != null && byType.size() == 1) {
      return alone;
    }
    Profile merged = Profile.empty(type);
    byType.forEach((each, profile) -> addTo(merged, each, profile));
    return merged;
  }

  private static void addTo(Profile merged, ProfileType type, Profile profile) {
    if (type == merged.type()) {
      merged.merge(profile);
      return;
    }
    for (long row = profile.rows(); row > 0; row--) {
      merged.updateMissing();
    }
  }

  /** All rows as a profile of the type that most of them had. */
  public Profile prevailing() {
    return byType.values().stream()
        .max(Comparator.comparingLong(Profile::rows))
        .map(most -> as(most.type()))
        .orElseGet(() -> Profile.empty(ProfileType.NUMERIC));
  }
}
