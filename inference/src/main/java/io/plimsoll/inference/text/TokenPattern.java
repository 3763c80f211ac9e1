package io.plimsoll.inference.text;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Finds tokens as Python's {@code re.findall} does with a pattern that is a row of single
 * characters, each repeated as often as it can be: from left to right, each step giving characters
 * back only if the steps behind it need them. Immutable.
 */
final class TokenPattern {

  /** Some patterns try every way to divide a text; Python would be at it for hours. */
  private static final long MOST_LOOKS = 50_000_000;

  private static final int MOST_STEPS = 32;

  private final List<Step> steps;
  private final CharacterSet word;

  /**
   * A character of a set, repeated.
   *
   * @param members empty for the edge of a word, which is between characters
   * @param most negative: without end
   */
  record Step(Optional<CharacterSet> members, int least, int most) {}

  TokenPattern(List<Step> steps, CharacterSet word) {
    if (steps.size() > MOST_STEPS || steps.stream().mapToInt(Step::least).sum() == 0) {
      throw new IllegalArgumentException("a pattern has up to 32 steps and matches something");
    }
    this.steps = List.copyOf(steps);
    this.word = word;
  }

  /** Tells of each token where it begins and ends. */
  void find(Characters text, Spans found) throws InferenceException {
    Search search = new Search(text);
    int start = 0;
    while (start < text.length()) {
      int end = search.match(0, start);
      if (end < 0) {
        start++;
      } else {
        found.add(start, end);
        start = end;
      }
    }
  }

  private final class Search {
    private final Characters text;
    private long looks;

    Search(Characters text) {
      this.text = text;
    }

    /** Where the steps from one on end if they begin at a place; negative if they do not match. */
    int match(int number, int from) throws InferenceException {
      if (number == steps.size()) {
        return from;
      }
      Step step = steps.get(number);
      if (step.members().isEmpty()) {
        return isEdge(from) ? match(number + 1, from) : -1;
      }
      int count = run(step, step.members().get(), from);
      for (; count >= step.least(); count--) {
        look();
        int end = match(number + 1, from + count);
        if (end >= 0) {
          return end;
        }
      }
      return -1;
    }

    private int run(Step step, CharacterSet members, int from) throws InferenceException {
      int left = text.length() - from;
      int most = step.most() < 0 ? left : Math.min(step.most(), left);
      int count = 0;
      while (count < most && members.contains(text.at(from + count))) {
        count++;
      }
      looks += count;
      look();
      return count;
    }

    private boolean isEdge(int place) {
      boolean before = place > 0 && word.contains(text.at(place - 1));
      boolean after = place < text.length() && word.contains(text.at(place));
      return before != after;
    }

    private void look() throws InferenceException {
      if (++looks > MOST_LOOKS) {
        throw new InferenceException(
            Kind.TIMEOUT,
            "the model's token_pattern needs more than %,d steps for a text of %,d characters"
                .formatted(MOST_LOOKS, text.length()));
      }
    }
  }
}
