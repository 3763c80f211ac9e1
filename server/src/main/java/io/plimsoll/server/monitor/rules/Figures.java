package io.plimsoll.server.monitor.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Figures {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_MINUTE =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Figures() {}

  /** A share from 0 to 1: {@code 12.4 %}. */
  static String percent(double share) {
    return number(share * 100) + " %";
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** A PSI: two digits after the point, and more only where there would be nothing but zeros. */
  static String psi(double value) {
    return value > 0 && value < 0.005 ? "below 0.01" : String.format(Locale.ROOT, "%.2f", value);
  }

  static String milliseconds(double value) {
    return number(value) + " ms";
  }

  /** Three significant digits, without zeros at the end. */
  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size == 0 ? 0 : 3;
    String text = String.format(Locale.ROOT, "%,." + digits + "f", value);
    if (digits == 0) {
      return text;
    }
    String trimmed = text.replaceAll("0+$", "");
    return trimmed.endsWith(".") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
  }

  static String window(Window window) {
    boolean isOneDay =
        window.from().truncatedTo(ChronoUnit.DAYS).equals(window.to().truncatedTo(ChronoUnit.DAYS));
    String to = (isOneDay ? MINUTE : DAY_AND_MINUTE).format(window.to());
    return DAY_AND_MINUTE.format(window.from()) + " to " + to + " UTC";
  }

  /** A length of time in the unit that a person would use. */
  static String duration(Duration length) {
    return duration((double) length.toMillis());
  }

  static String duration(double milliseconds) {
    double seconds = milliseconds / 1_000;
    if (seconds < 120) {
      return number(seconds) + " s";
    }
    return seconds < 2 * 3_600 ? number(seconds / 60) + " min" : number(seconds / 3_600) + " h";
  }

  static String minute(Instant at) {
    return DAY_AND_MINUTE.format(at) + " UTC";
  }

  static String ago(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    return age.toHours() >= 1
        ? count(age.toHours(), "hour") + " ago"
        : count(Math.max(1, age.toMinutes()), "minute") + " ago";
  }
}
