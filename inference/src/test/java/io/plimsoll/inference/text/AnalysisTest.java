package io.plimsoll.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.text.Analysis.Units;
import io.plimsoll.inference.text.TokenPattern.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {

  /** Letters that have a case, an accent that does not count, digits; runs as tables have them. */
  private static final CharacterSet WORD =
      new CharacterSet(new int[] {'0', '9' + 1, 'A', 'Z' + 1, 'a', 'z' + 1, 'Α', 'ω' + 1});

  private static final CharacterSet NOTHING = new CharacterSet(new int[0]);
  private static final CharacterSet SPACE = new CharacterSet(new int[] {'\t', '\r' + 1, ' ', '!'});

  private static final LowerCase LOWER =
      new LowerCase(
          new CharacterMap(
              new int[] {'A', 'B', 'İ', 'Α', 'Σ'}, List.of("a", "b", "i̇", "α", "σ"), NOTHING),
          new CharacterSet(new int[] {'A', 'Z' + 1, 'a', 'z' + 1, 'Α', 'ω' + 1}),
          new CharacterSet(new int[] {'\'', '(', '.', '/', 0x301, 0x302}));

  private static List<String> terms(Units units, int least, int most, String text, String... known)
      throws InferenceException {
    Vocabulary vocabulary = new Vocabulary(List.of(known));
    Tally tally = new Tally(vocabulary);
    new Analysis(Optional.empty(), Optional.empty(), units, least, most).count(text, tally);
    SparseRow row = tally.row(false);
    return IntStream.range(0, row.length())
        .mapToObj(i -> known[row.places()[i]] + "=" + (int) row.values()[i])
        .toList();
  }

  /** Two letters at least, as scikit-learn has it unless told otherwise. */
  private static Units words(String... stopWords) {
    Step edge = new Step(Optional.empty(), 0, 0);
    TokenPattern pattern =
        new TokenPattern(
            List.of(
                edge, new Step(Optional.of(WORD), 1, 1), new Step(Optional.of(WORD), 1, -1), edge),
            WORD);
    return new Units.Words(pattern, new Vocabulary(List.of(stopWords)));
  }

  @ParameterizedTest
  @CsvSource({
    "ΑΣ, ας",
    "ΑΣ Α, ας α",
    "ΑΣΑ, ασα",
    "Σ, σ",
    "1Σ, 1σ",
    "Α'Σ.', α'ς.'",
    "Α'Σ.Α, α'σ.α",
    "AİB, ai̇b",
    "C😀, C😀"
  })
  void lowersAsPythonDoes(String text, String lowered) {
    assertThat(LOWER.applied(Characters.of(text))).hasToString(lowered);
  }

  @Test
  void joinsTokensAcrossStopWords() throws InferenceException {
    assertThat(
            terms(
                words("the"), 1, 2, "fog in the fog; a fog", "fog", "fog in", "in fog", "the fog"))
        .containsExactly("fog=3", "fog in=1", "in fog=1");
  }

  @Test
  void takesTwoUnitsOfJavaForOneCharacter() throws InferenceException {
    Units letters = new Units.Letters(SPACE, false);
    assertThat(terms(letters, 2, 2, "😀a 😀a", "😀a", "a ", " 😀", "\ud83d\ude00"))
        .containsExactly("😀a=2", "a =1", " 😀=1");
  }

  @Test
  void readsHalfACharacterAsTheQuestionMarkThatPythonGets() {
    assertThat(Characters.of("a\ud83d\0b")).hasToString("a?\0b");
  }

  @Test
  void closesWideGapsOnly() throws InferenceException {
    Units letters = new Units.Letters(SPACE, false);
    assertThat(terms(letters, 3, 3, "a\tb \n c", "a\tb", "b c", "a b"))
        .containsExactly("a\tb=1", "b c=1");
  }

  @Test
  void countsAShortWordOnce() throws InferenceException {
    Units letters = new Units.Letters(SPACE, true);
    assertThat(terms(letters, 2, 5, "a abc", " a ", " a", " abc ", " abc", "c "))
        .containsExactly(" a =1", " a=2", " abc =1", " abc=1", "c =1");
  }

  @Test
  void givesCharactersBackToTheStepsBehind() throws InferenceException {
    TokenPattern pattern =
        new TokenPattern(
            List.of(
                new Step(Optional.of(WORD), 0, -1),
                new Step(Optional.of(new CharacterSet(new int[] {'b', 'c'})), 1, 1)),
            WORD);
    Spans found = new Spans();
    pattern.find(Characters.of("abab a b"), found);
    assertThat(found.count()).isEqualTo(2);
    assertThat(found.to(0)).isEqualTo(4);
    assertThat(found.from(1)).isEqualTo(7);
  }

  @Test
  void endsASearchThatTriesEverything() {
    Step any = new Step(Optional.of(WORD), 0, -1);
    Step end = new Step(Optional.of(new CharacterSet(new int[] {'!', '"'})), 1, 1);
    TokenPattern pattern = new TokenPattern(List.of(any, any, any, end), WORD);
    assertThatThrownBy(() -> pattern.find(Characters.of("a".repeat(5_000)), new Spans()))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("token_pattern");
  }

  /** By {@code sklearn.utils.murmurhash3_32}. */
  @ParameterizedTest
  @CsvSource({"foo, -156908512", "bar, 1158584717", "'', 0", "é, 269551495", "😀x, 1914495294"})
  void hashesAsScikitLearnDoes(String text, int hash) {
    int[] points = text.codePoints().toArray();
    assertThat(HashedTerms.murmur(points, 0, points.length)).isEqualTo(hash);
  }

  @Test
  void cancelsTermsOfOppositeSigns() {
    Tally tally = new Tally(new HashedTerms(1, true));
    int[] foo = "foo".codePoints().toArray();
    int[] empty = new int[0];
    tally.count(foo, 0, 3);
    tally.count(empty, 0, 0);
    assertThat(tally.row(false).values()[0]).isZero();
    assertThat(tally.row(true).values()[0]).isEqualTo(1);
  }

  @Test
  void refusesADescriptionThatDoesNotHoldTogether() {
    assertThatThrownBy(() -> TextInput.parse("{\"version\": 2}"))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("damaged: version 2");
    assertThatThrownBy(() -> new SparseMatrix(1, new int[] {0, 1}, new int[] {1}, new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Vocabulary(List.of("a", "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CharacterMap(new int[] {'a'}, List.of("a".repeat(33)), NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Analysis(Optional.empty(), Optional.empty(), words(), 1, 33))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CharacterSet(new int[] {3, 2}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
