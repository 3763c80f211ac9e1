package io.plimsoll.stats;

/**
 * A mergeable summary of the values that one feature took in one window. Mutable and not
 * thread-safe: one writer owns a profile; share its bytes, not the object.
 */
public sealed interface Profile permits NumericProfile, CategoricalProfile {

  ProfileType type();

  /** Values that were present and usable; for numbers, the finite ones. */
  long count();

  /** Rows in which the value was absent, null or not a number. */
  long missing();

  /** All rows seen: usable, missing and infinite. */
  long rows();

  /** Adds one row without a value. */
  void updateMissing();

  /**
   * Adds everything that the other profile has seen; the other one is left as it is.
   *
   * @throws IllegalArgumentException if the other profile is of another type
   */
  void merge(Profile other);

  /**
   * The versioned stored form, which {@link #fromBytes} reads: at most some 5 kB for a number; for
   * categories the sum of the names kept, which are at most a thousand.
   */
  byte[] toBytes();

  /** A profile that has seen nothing. */
  static Profile empty(ProfileType type) {
    return switch (type) {
      case NUMERIC -> new NumericProfile();
      case CATEGORICAL -> new CategoricalProfile();
    };
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no profile, are cut off, or come from a newer
   *     version
   */
  static Profile fromBytes(byte[] bytes) {
    ProfileReader reader = new ProfileReader(bytes);
    byte kind = reader.readByte();
    Profile profile =
        switch (kind) {
          case NumericProfile.KIND -> NumericProfile.read(reader);
          case CategoricalProfile.KIND -> CategoricalProfile.read(reader);
          default ->
              throw new IllegalArgumentException(
                  "Byte "
                      + kind
                      + " at the start is no known kind of profile; was this written by Profile.toBytes()?");
        };
    reader.requireEnd();
    return profile;
  }
}
