package io.plimsoll.server.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.plimsoll.server.platform.http.ProblemException;

/** Argon2id hashes of passwords: 19 MiB, two passes, the OWASP minimum of 2024. */
final class Passwords {
  private static final int MIN_LENGTH = 10;
  private static final int MAX_LENGTH = 200;
  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

  /** Checked when an address is unknown, so that the answer takes as long as for a known one. */
  private static final String NOBODY = hash("a password that nobody has");

  private Passwords() {}

  static String hash(String password) {
    return Password.hash(password).addRandomSalt(16).with(ARGON2).getResult();
  }

  static boolean matches(String password, String hash) {
    return Password.check(password, hash).with(ARGON2);
  }

  static void spendTimeOf(String password) {
    matches(password, NOBODY);
  }

  static void requireStrong(String field, String password) {
    if (password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
      throw ProblemException.invalid(
          field, "a password has %d to %d characters.".formatted(MIN_LENGTH, MAX_LENGTH));
    }
  }
}
