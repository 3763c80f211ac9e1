package io.plimsoll.inference.text;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.Optional;

/**
 * From a text to its terms, as the analyzers of scikit-learn's vectorisers do ({@code
 * sklearn.feature_extraction.text}). Immutable.
 *
 * @param least the shortest n-gram, of tokens or of characters, and {@code most} the longest
 * @param lower empty if case counts
 * @param accents what is left of each character; empty if accents count
 */
record Analysis(
    Optional<LowerCase> lower, Optional<CharacterMap> accents, Units units, int least, int most) {

  /** What n-grams are made of. */
  sealed interface Units {

    /** Tokens, without those that are passed over. */
    record Words(TokenPattern pattern, Vocabulary stopWords) implements Units {}

    /** Characters, of the text as a whole or of each of its words. */
    record Letters(CharacterSet space, boolean isWithinWords) implements Units {}
  }

  private static final int SPACE = ' ';

  /** The work for a text grows with the square of it. */
  private static final int LONGEST = 32;

  Analysis {
    if (least < 1 || most < least || most > LONGEST) {
      throw new IllegalArgumentException("n-grams of %d to %d terms".formatted(least, most));
    }
  }

  /** Counts the terms of a text. */
  void count(String text, Tally tally) throws InferenceException {
    Characters read = Characters.of(text);
    if (lower.isPresent()) {
      read = lower.get().applied(read);
    }
    if (accents.isPresent()) {
      read = accents.get().applied(read);
    }
    switch (units) {
      case Units.Words words -> countWords(words, read, tally);
      case Units.Letters(CharacterSet space, boolean isWithinWords) -> {
        Characters closed = withoutWideGaps(read, space);
        if (isWithinWords) {
          countWithinWords(closed, space, tally);
        } else {
          countLetters(closed, tally);
        }
      }
    }
  }

  /** The tokens that count, a space between two of them, so that each n-gram is one part of it. */
  private void countWords(Units.Words words, Characters text, Tally tally)
      throws InferenceException {
    Spans tokens = new Spans();
    words.pattern().find(text, tokens);
    Characters joined = new Characters(text.length() + tokens.count());
    Spans kept = new Spans();
    for (int i = 0; i < tokens.count(); i++) {
      if (words.stopWords().contains(text.points(), tokens.from(i), tokens.to(i))) {
        continue;
      }
      if (kept.count() > 0) {
        joined.add(SPACE);
      }
      int from = joined.length();
      joined.add(text, tokens.from(i), tokens.to(i));
      kept.add(from, joined.length());
    }
    int[] points = joined.points();
    for (int n = least; n <= Math.min(most, kept.count()); n++) {
      for (int i = 0; i + n <= kept.count(); i++) {
        tally.count(points, kept.from(i), kept.to(i + n - 1));
      }
    }
  }

  /** Two and more white characters become one space; a single one stays what it is. */
  private static Characters withoutWideGaps(Characters text, CharacterSet space) {
    Characters closed = new Characters(text.length());
    int place = 0;
    while (place < text.length()) {
      int end = place;
      while (end < text.length() && space.contains(text.at(end))) {
        end++;
      }
      if (end - place >= 2) {
        closed.add(SPACE);
        place = end;
      } else {
        closed.add(text.at(place++));
      }
    }
    return closed;
  }

  private void countLetters(Characters text, Tally tally) {
    int[] points = text.points();
    for (int n = least; n <= Math.min(most, text.length()); n++) {
      for (int i = 0; i + n <= text.length(); i++) {
        tally.count(points, i, i + n);
      }
    }
  }

  private void countWithinWords(Characters text, CharacterSet space, Tally tally) {
    int place = 0;
    while (place < text.length()) {
      int end = place;
      while (end < text.length() && !space.contains(text.at(end))) {
        end++;
      }
      if (end > place) {
        Characters word = new Characters(end - place + 2);
        word.add(SPACE);
        word.add(text, place, end);
        word.add(SPACE);
        countWord(word, tally);
      }
      place = end + 1;
    }
  }

  private void countWord(Characters word, Tally tally) {
    int[] points = word.points();
    for (int n = least; n <= most; n++) {
      for (int i = 0; i + n <= word.length(); i++) {
        tally.count(points, i, i + n);
      }
      if (n >= word.length()) {
        // A word that is shorter than the n-gram counts once, whole, and longer ones add nothing.
        if (n > word.length()) {
          tally.count(points, 0, word.length());
        }
        return;
      }
    }
  }
}
