package io.plimsoll.server.monitor;

import io.plimsoll.server.platform.http.ProblemException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people type into a field for an address. */
final class EmailAddress {
  private static final int LONGEST = 254;

  private EmailAddress() {}

  /** The bare address in lower case, or a problem that names the field. */
  static String require(String field, @Nullable String text) {
    String address = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    try {
      InternetAddress parsed = new InternetAddress(address, true);
      boolean isBare = address.equals(parsed.getAddress()) && address.length() <= LONGEST;
      if (isBare && address.indexOf('@') > 0) {
        return address;
      }
    } catch (AddressException invalid) {
      // Falls through to the one message that names field and value.
    }
    throw ProblemException.invalid(
        field, "\"%s\" is not an address such as ada@example.org.".formatted(address));
  }
}
