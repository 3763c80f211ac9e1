package io.plimsoll.server.performance;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model's performance.
 *
 * @param version null for the one in production or, of a model that runs elsewhere, the one that
 *     answered last
 * @param reference from which lines are learned; empty for the version's first chunks with labels
 */
record Question(
    String model,
    @Nullable String version,
    Instant from,
    Instant to,
    ChunkSize size,
    Optional<Reference> reference,
    int referenceChunks) {
  static final Duration LONGEST = Duration.ofDays(400);

  private static final Duration USUAL = Duration.ofDays(30);
  static final int USUAL_REFERENCE = 7;
  static final int FEWEST_REFERENCE = 2;
  static final int MOST_REFERENCE = 100;
  private static final int LONGEST_VERSION = 200;

  /** A window that was chosen as the reference. */
  record Reference(Instant from, Instant to) {}

  /** Reads the parameters of a request. */
  static Question parse(
      String model,
      @Nullable String version,
      @Nullable String from,
      @Nullable String to,
      @Nullable String chunk,
      @Nullable String referenceFrom,
      @Nullable String referenceTo,
      @Nullable Integer referenceChunks,
      Instant now) {
    if (version != null && (version.length() > LONGEST_VERSION || version.indexOf('\0') >= 0)) {
      throw ProblemException.invalid(
          "version",
          "is no version: at most %d characters, and no NUL among them."
              .formatted(LONGEST_VERSION));
    }
    Instant end = to == null ? now : RequestTime.parse("to", to);
    Instant start = from == null ? end.minus(USUAL) : RequestTime.parse("from", from);
    requireOrder("from", start, end);
    if ((referenceFrom == null) != (referenceTo == null)) {
      throw ProblemException.invalid(
          referenceFrom == null ? "referenceFrom" : "referenceTo",
          "is missing; a reference has both ends, or none for the first chunks.");
    }
    Optional<Reference> reference = Optional.empty();
    if (referenceFrom != null && referenceTo != null) {
      Instant first = RequestTime.parse("referenceFrom", referenceFrom);
      Instant last = RequestTime.parse("referenceTo", referenceTo);
      requireOrder("referenceFrom", first, last);
      reference = Optional.of(new Reference(first, last));
    }
    return new Question(
        model,
        version,
        start,
        end,
        ChunkSize.parse(chunk),
        reference,
        referenceChunks(referenceChunks));
  }

  /** How many chunks of a reference are asked for. */
  static int referenceChunks(@Nullable Integer asked) {
    int chunks = asked == null ? USUAL_REFERENCE : asked;
    if (chunks < FEWEST_REFERENCE || chunks > MOST_REFERENCE) {
      throw ProblemException.invalid(
          "referenceChunks",
          "%d is outside %d to %d.".formatted(chunks, FEWEST_REFERENCE, MOST_REFERENCE));
    }
    return chunks;
  }

  private static void requireOrder(String field, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw ProblemException.invalid(field, "%s is not before %s.".formatted(from, to));
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ProblemException.invalid(
          field, "%s to %s is longer than %d days.".formatted(from, to, LONGEST.toDays()));
    }
  }
}
