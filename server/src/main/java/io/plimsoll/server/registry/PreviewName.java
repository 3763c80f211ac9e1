package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.crypto.Tokens;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a branch's preview, as it stands in addresses: {@code preview-} and the branch. A
 * branch whose name does not fit an address gets a few digits of its hash besides, so that two
 * branches never share a preview.
 */
public record PreviewName(@JsonValue String text) {
  private static final String PREFIX = "preview-";
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?");
  private static final int MAX_SLUG = 40;

  public PreviewName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"%s\" is no name of a preview".formatted(text));
    }
  }

  /** The name if it can be one. */
  public static Optional<PreviewName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new PreviewName(text)) : Optional.empty();
  }

  public static PreviewName of(String branch) {
    if (PLAIN.matcher(branch).matches()) {
      return new PreviewName(PREFIX + branch);
    }
    String slug = branch.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    slug = slug.length() > MAX_SLUG ? slug.substring(0, MAX_SLUG) : slug;
    slug = slug.replaceAll("^-+|-+$", "");
    String hash = HexFormat.of().formatHex(Tokens.hash(branch), 0, 4);
    return new PreviewName(PREFIX + (slug.isEmpty() ? "" : slug + "-") + hash);
  }

  @Override
  public String toString() {
    return text;
  }
}
