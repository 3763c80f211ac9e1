package io.plimsoll.server.intake.letters;

import io.plimsoll.server.platform.masking.MaskedText;
import io.plimsoll.server.platform.masking.Masking;
import java.util.List;
import java.util.Optional;

/**
 * A dead letter as the table keeps it.
 *
 * @param letter masked by what was hidden when it was buried
 * @param original the payload as it came; empty if its seal does not open
 */
record KeptLetter(DeadLetter letter, Optional<String> original) {

  /** The letter as it may be seen, by what is hidden now. */
  DeadLetter seen(Masking masking) {
    return letter.masked(masking, original.orElse(letter.payload()));
  }

  /** The payload with what its placeholders stand for: nothing, if the original is not known. */
  MaskedText payload(Masking masking) {
    return original.map(masking::mask).orElse(new MaskedText(letter.payload(), List.of()));
  }
}
