package io.plimsoll.server.testing;

import io.plimsoll.server.platform.crypto.SecretBox;

/** Keys for tests that seal what they store. */
public final class TestSecrets {
  private TestSecrets() {}

  /** A box that opens nothing of any other. */
  public static SecretBox newBox() {
    return SecretBox.open(TestServer.newHome().resolve("keyset.json"));
  }
}
