package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The Plimsoll mark: how much margin is left before the worst signal crosses its threshold.
 *
 * @param freeboard 1 − the worst ratio of signal to threshold: 1 is an empty ring, 0 is water at
 *     the line, below 0 is overloaded; absent when nothing is known
 * @param lowConfidence whether too few rows stand behind the mark
 * @param decidedBy the signal that sets the freeboard
 * @param sentence the state in words
 */
public record Mark(
    @Nullable Double freeboard,
    State state,
    boolean lowConfidence,
    @Nullable Signal decidedBy,
    List<Signal> signals,
    String sentence) {

  /** From this share of a threshold on, a signal is near the line. */
  private static final double NEAR = 0.8;

  /** A judgement older than this says nothing about now. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  private static final Comparator<Signal> BY_RATIO = Comparator.comparingDouble(Signal::ratio);

  /** Where the water stands. */
  @Schema(name = "MarkState")
  public enum State {
    @JsonProperty("safe")
    SAFE,
    @JsonProperty("near")
    NEAR,
    @JsonProperty("overloaded")
    OVERLOADED,
    @JsonProperty("unknown")
    UNKNOWN;

    static State of(double ratio) {
      if (ratio > 1) {
        return OVERLOADED;
      }
      return ratio > Mark.NEAR ? NEAR : SAFE;
    }
  }

  public Mark {
    signals = List.copyOf(signals);
  }

  /** The mark of a model that was never judged. */
  static Mark unjudged() {
    return unknown(List.of(), "Unknown. Nothing was judged yet: the first predictions decide.");
  }

  /** The mark of a model from its latest judgement. */
  static Mark of(List<Signal> signals, Instant judgedAt, Instant now) {
    List<Signal> worstFirst = signals.stream().sorted(BY_RATIO.reversed()).toList();
    if (judgedAt.plus(FRESH).isBefore(now)) {
      return unknown(
          worstFirst,
          "Unknown. The last judgement is of %s; is a process with the role monitor running?"
              .formatted(judgedAt));
    }
    List<Signal> grounded = worstFirst.stream().filter(signal -> signal.rows() > 0).toList();
    if (grounded.isEmpty()) {
      return unknown(worstFirst, "Unknown. There is no traffic to judge.");
    }
    // A value that chance explains must not sink a model that the other signals call safe.
    Signal decisive =
        grounded.stream()
            .filter(signal -> !signal.lowConfidence())
            .findFirst()
            .orElseGet(grounded::getFirst);
    double freeboard = 1 - decisive.ratio();
    boolean doubtful =
        decisive.lowConfidence() || grounded.stream().anyMatch(Mark::couldBeAtTheLine);
    State state = State.of(decisive.ratio());
    if (decisive.lowConfidence() && state != State.SAFE) {
      return unknown(
          worstFirst,
          "Unknown. Too few rows so far to judge %s: %,d."
              .formatted(decisive.words(), decisive.rows()));
    }
    return new Mark(
        freeboard,
        state,
        doubtful,
        decisive,
        worstFirst,
        sentence(state, freeboard, decisive.words(), doubtful));
  }

  /** The worst of a project's marks; those that are unknown do not count while others are known. */
  static Mark worst(Map<String, Mark> byModel) {
    Optional<Map.Entry<String, Mark>> worst =
        byModel.entrySet().stream()
            .filter(each -> each.getValue().freeboard != null)
            .min(Comparator.comparingDouble(each -> orFull(each.getValue().freeboard)));
    if (worst.isEmpty()) {
      return byModel.isEmpty()
          ? unknown(List.of(), "Unknown. There are no models yet.")
          : unknown(List.of(), "Unknown. There is no traffic to judge.");
    }
    Mark mark = worst.get().getValue();
    Signal decisive = mark.decidedBy;
    String words = (decisive == null ? "" : decisive.words() + " in ") + worst.get().getKey();
    double freeboard = orFull(mark.freeboard);
    return new Mark(
        freeboard,
        mark.state,
        mark.lowConfidence,
        decisive,
        mark.signals,
        sentence(mark.state, freeboard, words, mark.lowConfidence));
  }

  private static boolean couldBeAtTheLine(Signal signal) {
    return signal.lowConfidence() && signal.ratio() > NEAR;
  }

  private static Mark unknown(List<Signal> signals, String sentence) {
    return new Mark(null, State.UNKNOWN, true, null, signals, sentence);
  }

  private static String sentence(State state, double freeboard, String words, boolean doubtful) {
    String judgement =
        switch (state) {
          case SAFE -> "Safe. Freeboard %s, lowest on %s.".formatted(percent(freeboard), words);
          case NEAR ->
              "Near the line. Freeboard %s, lowest on %s.".formatted(percent(freeboard), words);
          case OVERLOADED ->
              "Overloaded. %s the line on %s.".formatted(beyond(1 - freeboard), words);
          case UNKNOWN -> "Unknown.";
        };
    return doubtful ? judgement + " Few rows so far: low confidence." : judgement;
  }

  /** Nobody pictures "1382 % above", so from twice the line on it is told as a multiple. */
  private static String beyond(double ratio) {
    return ratio < 2
        ? percent(ratio - 1) + " above"
        : String.format(Locale.ROOT, "%,.1f times", ratio);
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  private static double orFull(@Nullable Double freeboard) {
    return freeboard == null ? 1 : freeboard;
  }

  @Override
  public String toString() {
    return state.name().toLowerCase(Locale.ROOT) + " " + freeboard;
  }
}
