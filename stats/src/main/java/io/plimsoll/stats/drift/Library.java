package io.plimsoll.stats.drift;

import java.util.Locale;

/** Whose numbers a comparison is to reproduce. */
public enum Library {
  PLIMSOLL,
  EVIDENTLY,
  NANNYML,
  DEEQU,
  SCIPY,
  FROUROS,
  RADICALBIT,
  DEEPCHECKS,
  TFDV,
  TRUSTYAI,
  RIVER;

  /** The wire form. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean computes(DriftMethod method) {
    return method.alsoKnownAs().stream().anyMatch(known -> known.startsWith(text() + ":"));
  }
}
