package io.plimsoll.inference.repository;

import io.plimsoll.inference.python.Batching;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code workers:} and {@code batching:} of plimsoll.yaml. */
final class RunSection {

  private static final int MOST_WORKERS = 256;
  private static final Set<String> WORKERS = Set.of("min", "max", "idle", "memory");
  private static final Set<String> BATCHING = Set.of("goal");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})\\s*(MiB|GiB)");

  private RunSection() {}

  static RunSettings read(@Nullable Object workers, @Nullable Object batching)
      throws InvalidRepositoryException {
    Map<String, Object> given = SettingsFile.mapping("workers", workers);
    SettingsFile.requireKnown(given.keySet(), WORKERS, "workers.");
    Optional<Integer> min = count("workers.min", given.get("min"), 0);
    Optional<Integer> max = count("workers.max", given.get("max"), 1);
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      throw SettingsFile.wrong("workers.min", "at most workers.max, " + max.get(), min.get());
    }
    Object idle = given.get("idle");
    return new RunSettings(
        min,
        max,
        idle == null ? Optional.empty() : Optional.of(SettingsFile.duration("workers.idle", idle)),
        size("workers.memory", given.get("memory")),
        batching(batching));
  }

  private static Batching batching(@Nullable Object value) throws InvalidRepositoryException {
    if (value instanceof Boolean isOn) {
      // YAML reads the words on and off as truth values.
      return new Batching(isOn, Batching.DEFAULT.goal());
    }
    if (value != null && !(value instanceof Map)) {
      throw SettingsFile.wrong("batching", "on, off or a goal such as {goal: 20ms}", value);
    }
    Map<String, Object> given = SettingsFile.mapping("batching", value);
    SettingsFile.requireKnown(given.keySet(), BATCHING, "batching.");
    Object goal = given.get("goal");
    return goal == null
        ? Batching.DEFAULT
        : new Batching(true, SettingsFile.duration("batching.goal", goal));
  }

  private static Optional<Integer> count(String key, @Nullable Object value, int least)
      throws InvalidRepositoryException {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Integer count && count >= least && count <= MOST_WORKERS) {
      return Optional.of(count);
    }
    throw SettingsFile.wrong(key, "a whole number from " + least + " to " + MOST_WORKERS, value);
  }

  private static Optional<Long> size(String key, @Nullable Object value)
      throws InvalidRepositoryException {
    if (value == null) {
      return Optional.empty();
    }
    Matcher matcher = SIZE.matcher(String.valueOf(value).strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw SettingsFile.wrong(key, "a size such as 800MiB or 2GiB", value);
    }
    return Optional.of(
        Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("GiB") ? 30 : 20));
  }
}
