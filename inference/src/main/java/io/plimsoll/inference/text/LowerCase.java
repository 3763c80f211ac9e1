package io.plimsoll.inference.text;

/**
 * Python's {@code str.lower()}: each character by itself, but for a sigma, which is written
 * otherwise where it ends a word ({@code Objects/unicodeobject.c}, {@code handle_capital_sigma};
 * Unicode 3.13, Final_Sigma). Immutable.
 *
 * @param characters what each becomes alone
 * @param cased letters that have a case and are not ignored
 * @param ignored what is looked past in search of such a letter
 */
record LowerCase(CharacterMap characters, CharacterSet cased, CharacterSet ignored) {

  private static final int SIGMA = 'Σ';
  private static final int FINAL_SIGMA = 'ς';

  Characters applied(Characters text) {
    Characters lowered = new Characters(text.length());
    for (int i = 0; i < text.length(); i++) {
      int point = text.at(i);
      if (point == SIGMA && endsWord(text, i)) {
        lowered.add(FINAL_SIGMA);
      } else {
        characters.append(point, lowered);
      }
    }
    return lowered;
  }

  private boolean endsWord(Characters text, int sigma) {
    int before = sigma - 1;
    while (before >= 0 && ignored.contains(text.at(before))) {
      before--;
    }
    if (before < 0 || !cased.contains(text.at(before))) {
      return false;
    }
    int after = sigma + 1;
    while (after < text.length() && ignored.contains(text.at(after))) {
      after++;
    }
    return after == text.length() || !cased.contains(text.at(after));
  }
}
