package io.plimsoll.server.bandit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Share;
import io.plimsoll.stats.ThompsonSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a bandit divides the calls by.
 *
 * @param versions that take part; the one in production is among them
 * @param field of the feedback that holds the truth, or the reward itself
 * @param floor the part of the calls that each version keeps, in thousandths
 * @param intervalSeconds between two looks at the feedback
 */
public record BanditPlan(
    List<Integer> versions,
    Reward reward,
    String field,
    Goal goal,
    int floor,
    int intervalSeconds) {
  static final String FIELD = "value";
  static final int FLOOR = 50;
  static final int INTERVAL_SECONDS = 60;

  private static final int MOST_VERSIONS = 8;
  private static final int MOST_LETTERS = 200;
  private static final int LONGEST_SECONDS = 86_400;

  /** What is made of a piece of feedback. */
  @Schema(name = "BanditReward")
  public enum Reward {
    /** 1 if the truth equals what the version has answered, else 0. */
    MATCH,
    /** The truth itself, which is yes or no, 1 or 0. */
    BINARY,
    /** The truth itself, a number. */
    NUMBER;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Reward parse(String text) {
      return choice("reward", text, values());
    }
  }

  /** Which mean reward is the best. */
  @Schema(name = "BanditGoal")
  public enum Goal {
    MAXIMISE,
    MINIMISE;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Goal parse(String text) {
      return choice("goal", text, values());
    }
  }

  public BanditPlan {
    versions = List.copyOf(versions);
    if (versions.size() < 2 || versions.size() > MOST_VERSIONS) {
      throw ProblemException.invalid(
          "versions",
          "%d were named; a bandit has 2 to %d.".formatted(versions.size(), MOST_VERSIONS));
    }
    if (new HashSet<>(versions).size() < versions.size()) {
      throw ProblemException.invalid("versions", "names one of them twice.");
    }
    if (field.isBlank() || field.length() > MOST_LETTERS || field.indexOf('\0') >= 0) {
      throw ProblemException.invalid("field", "is not a name of 1 to 200 characters.");
    }
    requireWithin("floor", floor, 1, Share.WHOLE / versions.size());
    requireWithin("intervalSeconds", intervalSeconds, 1, LONGEST_SECONDS);
  }

  /** The shares when version {@code i} is the best with probability {@code probabilities[i]}. */
  List<Share> shares(double[] probabilities) {
    int[] perMille = ThompsonSampling.shares(probabilities, floor);
    List<Share> shares = new ArrayList<>();
    for (int arm = 0; arm < perMille.length; arm++) {
      shares.add(new Share(versions.get(arm), perMille[arm]));
    }
    return shares;
  }

  /** What holds before anything is known: all alike. */
  double[] evenly() {
    double[] probabilities = new double[versions.size()];
    Arrays.fill(probabilities, 1.0 / versions.size());
    return probabilities;
  }

  private static void requireWithin(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw ProblemException.invalid(field, "%d is outside %d to %d.".formatted(value, min, max));
    }
  }

  private static <E extends Enum<E>> E choice(String field, String text, E[] all) {
    return Arrays.stream(all)
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    field,
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(all)
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
  }
}
