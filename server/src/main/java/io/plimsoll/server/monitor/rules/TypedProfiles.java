package io.plimsoll.server.monitor.rules;

import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ProfileType;

/**
 * Profiles whose type is not certain: a minute in which a feature was never present is stored as
 * numbers, because nothing told what it would have been.
 */
public final class TypedProfiles {
  private TypedProfiles() {}

  /**
   * Merges into one of the two. Where a feature really has changed its type in between, the larger
   * part counts.
   */
  public static Profile merge(Profile one, Profile other) {
    Profile first = isBlank(one) ? ofType(one, other.type()) : one;
    Profile second = isBlank(other) ? ofType(other, first.type()) : other;
    if (first.type() != second.type()) {
      return first.rows() >= second.rows() ? first : second;
    }
    first.merge(second);
    return first;
  }

  /** The profile as one of the other's type, if it has no value that says otherwise. */
  static Profile alike(Profile profile, Profile other) {
    return isBlank(profile) ? ofType(profile, other.type()) : profile;
  }

  private static boolean isBlank(Profile profile) {
    return profile.rows() == profile.missing();
  }

  private static Profile ofType(Profile blank, ProfileType type) {
    if (blank.type() == type) {
      return blank;
    }
    Profile typed = Profile.empty(type);
    for (long row = 0; row < blank.missing(); row++) {
      typed.updateMissing();
    }
    return typed;
  }
}
