package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexTroubleTest {
  private final IndexTrouble trouble = new IndexTrouble();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by"
            + " 'NewConnectionError(...): Failed to establish a new connection: [Errno 111]'",
        "  Caused by: error sending request for url (https://pypi.org/simple/numpy/)",
        "  Caused by: dns error: failed to lookup address information",
        "ERROR: HTTP error 503 while getting https://index/x (503 Server Error: Unavailable)"
      })
  void knowsAnIndexThatIsAway(String line) {
    trouble.hear(line);
    assertThat(trouble.isSeen()).isTrue();
  }

  @Test
  void takesAPackageThatDoesNotExistForWhatItIs() {
    trouble.hear(
        "ERROR: Could not find a version that satisfies the requirement nope==1 (from none)");
    trouble.hear("ERROR: No matching distribution found for nope==1");
    trouble.hear("error: No solution found: nope was not found in the package registry");
    assertThat(trouble.isSeen()).isFalse();
  }
}
