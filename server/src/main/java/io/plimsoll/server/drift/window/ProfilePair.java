package io.plimsoll.server.drift.window;

import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ProfileType;

/**
 * Both sides of a column as profiles of one type: that of the reference, in which rows of another
 * type count as rows without a value.
 *
 * @param isOfOtherType whether most current rows with a value are of another type than the
 *     reference's
 */
public record ProfilePair(Profile reference, Profile current, boolean isOfOtherType) {
  /** Of what was merged; a side without the column has no rows. */
  public static ProfilePair of(MergedProfile reference, MergedProfile current) {
    ProfileType type = type(reference.prevailing(), current);
    Profile prevailing = current.prevailing();
    boolean isOther = prevailing.type() != type && prevailing.rows() > prevailing.missing();
    return new ProfilePair(reference.as(type), current.as(type), isOther);
  }

  /** A reference in which the column never had a value does not say of which type it is. */
  private static ProfileType type(Profile reference, MergedProfile current) {
    boolean isBlank = reference.rows() == reference.missing();
    return isBlank ? current.prevailing().type() : reference.type();
  }

  /**
   * Whether there are rows enough for a verdict. A reference may be a small file that will never
   * grow: a hundred rows of it are enough.
   */
  public boolean isEnough(long minimumRows) {
    return current.rows() >= Math.max(1, minimumRows)
        && reference.rows() >= Math.max(1, Math.min(minimumRows, DriftScore.ENOUGH_REFERENCE_ROWS));
  }
}
