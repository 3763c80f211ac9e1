package io.plimsoll.server.platform.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a secret looks like, by its name or by itself. */
final class Secrets {
  private static final List<String> WORDS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "apikey",
          "accesskey",
          "privatekey",
          "authorization",
          "credential",
          "cookie");

  private static final Pattern NO_LETTERS = Pattern.compile("[^a-z0-9]+");

  /** The secret is the group, or all of it where there is none. */
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("\\bplm_[A-Za-z0-9_-]{8,}"),
          Pattern.compile("(?i)\\b(?:bearer|basic)\\s+([A-Za-z0-9._~+/=-]{8,})"),
          Pattern.compile("://[^/\\s:@\"']*+:([^/\\s@\"']++)@"),
          Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{16,}"),
          Pattern.compile("\\bglpat-[A-Za-z0-9_-]{16,}"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}"),
          Pattern.compile("-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----((?s:.*?))(?:-----END|\\z)"),
          // As in a query, or in a connection string.
          Pattern.compile(
              "(?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)=([^\\s,;&\"'\\\\]{3,})"));

  /** Variables of an environment, and parameters, are lists of names with values. */
  private static final Pattern NAMED =
      Pattern.compile(
          "\"(?:name|key)\"\\s*+:\\s*+\"([^\"\\\\]*+)\"\\s*+,\\s*+\"value\"\\s*+:\\s*+(\"(?:[^\"\\\\]++|\\\\.)*+\"?)");

  private Secrets() {}

  /** Whether what is called so is a secret, if it is a text. */
  static boolean isNamed(String name) {
    String letters = NO_LETTERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    return WORDS.stream().anyMatch(letters::contains);
  }

  static List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    for (Pattern form : FORMS) {
      Matcher secret = form.matcher(text);
      while (secret.find()) {
        int group = secret.groupCount();
        found.add(new Span(secret.start(group), secret.end(group), false));
      }
    }
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      if (isNamed(named.group(1))) {
        found.add(new Span(named.start(2), named.end(2), true));
      }
    }
    return found;
  }
}
