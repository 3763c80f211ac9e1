package io.plimsoll.bench;

import java.util.UUID;

/**
 * Which event of which user an id stands for. The ids are of version 7, ordered by time as the
 * SDK's; where those are random, these say whose they are, so that what is stored can be held
 * against what was acknowledged without remembering millions of them.
 *
 * @param user from 0
 * @param number from 0 for each user
 */
record UserEvent(int user, int number) {
  private static final int USER_AT = 32;
  private static final long USER_BITS = 0xff_ffffL;

  UserEvent {
    if (user < 0 || user > USER_BITS || number < 0) {
      throw new IllegalArgumentException(
          "An id has no room for event %d of user %d.".formatted(number, user));
    }
  }

  static UserEvent of(UUID id) {
    long low = id.getLeastSignificantBits();
    return new UserEvent((int) (low >>> USER_AT & USER_BITS), (int) low);
  }

  /**
   * What the event is: of ten in turn, seven predictions, two metrics and one piece of feedback.
   */
  EventKind kind() {
    return switch (number % 10) {
      case 3, 6 -> EventKind.METRIC;
      case 9 -> EventKind.FEEDBACK;
      default -> EventKind.PREDICTION;
    };
  }

  /**
   * The id.
   *
   * @param micros when it came about, since 1970
   */
  UUID id(long micros) {
    long high = (micros / 1_000) << 16 | 0x7000 | (number & 0xfff);
    return new UUID(high, Long.MIN_VALUE | (long) user << USER_AT | number);
  }
}
