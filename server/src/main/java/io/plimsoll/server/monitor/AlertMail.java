package io.plimsoll.server.monitor;

import io.plimsoll.server.monitor.rules.AlertText;
import java.util.stream.Collectors;

/** The mail of an alert, as plain text. */
record AlertMail(String subject, String body) {

  static AlertMail fired(AlertText text, String address) {
    String steps =
        text.advice().stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
    return new AlertMail(
        "[Plimsoll] " + text.title(),
        String.join(
            "\n\n", text.title() + ".", text.summary(), "What to do:", steps, footer(address)));
  }

  static AlertMail resolved(String title, String resolution, String address) {
    return new AlertMail(
        "[Plimsoll] Resolved: " + title,
        String.join("\n\n", "Resolved: " + title + ".", resolution, footer(address)));
  }

  private static String footer(String address) {
    return "The alert with its history: " + address;
  }
}
