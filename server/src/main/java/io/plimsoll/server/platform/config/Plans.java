package io.plimsoll.server.platform.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The plans that the operator offers, and which project is on which. A project that is not named is
 * on the default one.
 *
 * @param byProject by {@code organisation/project}
 */
public record Plans(Map<String, Plan> byName, Plan fallback, Map<String, Plan> byProject) {
  private static final Pattern DEFINITION =
      Pattern.compile("([a-z0-9][a-z0-9-]{0,62})((?: +\\S+)*)");
  private static final Pattern ASSIGNMENT = Pattern.compile("([^/=\\s]+/[^/=\\s]+) *= *(\\S+)");

  public Plans {
    byName = Map.copyOf(byName);
    byProject = Map.copyOf(byProject);
  }

  /**
   * What projects on it may use together.
   *
   * @param requestsPerSecond on average; 0: without a limit, and so for the others
   * @param burst requests at once
   * @param requestsPerDay in a day of UTC
   * @param maxBodyBytes of one request
   */
  public record Plan(
      String name, int requestsPerSecond, int burst, long requestsPerDay, int maxBodyBytes) {
    /** Without any limit. */
    public static final Plan UNLIMITED = new Plan("unlimited", 0, 0, 0, 0);

    /** Whether requests have to be counted for it. */
    public boolean isMetered() {
      return requestsPerSecond > 0 || requestsPerDay > 0;
    }
  }

  /** Reads what stands under {@code plans} in the configuration. */
  static Plans parse(String definitions, String fallback, String projects) {
    Map<String, Plan> byName = new LinkedHashMap<>();
    byName.put(Plan.UNLIMITED.name(), Plan.UNLIMITED);
    for (String definition : parts(definitions)) {
      Plan plan = plan(definition);
      if (byName.put(plan.name(), plan) != null) {
        throw new ConfigException(
            "plans.definitions: the plan \"%s\" stands twice.".formatted(plan.name()));
      }
    }
    Map<String, Plan> byProject = new LinkedHashMap<>();
    for (String assignment : parts(projects)) {
      Matcher found = ASSIGNMENT.matcher(assignment);
      if (!found.matches()) {
        throw new ConfigException(
            "plans.projects: \"%s\" is not organisation/project=plan.".formatted(assignment));
      }
      byProject.put(found.group(1), require(byName, "plans.projects", found.group(2)));
    }
    return new Plans(byName, require(byName, "plans.default", fallback), byProject);
  }

  /** The plan of a project. */
  public Plan of(String organisation, String project) {
    return byProject.getOrDefault(organisation + "/" + project, fallback);
  }

  private static Plan plan(String definition) {
    Matcher found = DEFINITION.matcher(definition);
    if (!found.matches()) {
      throw new ConfigException(
          "plans.definitions: \"%s\" is not a name with limits, such as \"free requestsPerSecond=5 burst=10\"."
              .formatted(definition));
    }
    Map<String, Long> limits = new LinkedHashMap<>();
    for (String each : found.group(2).strip().split(" +", -1)) {
      if (!each.isEmpty()) {
        read(definition, each, limits);
      }
    }
    int rate = (int) (long) limits.getOrDefault("requestsPerSecond", 0L);
    int burst = (int) (long) limits.getOrDefault("burst", (long) rate);
    if (rate == 0 && burst > 0) {
      throw new ConfigException(
          "plans.definitions: \"%s\" has a burst without requestsPerSecond; set both, or none."
              .formatted(definition));
    }
    return new Plan(
        found.group(1),
        rate,
        burst,
        limits.getOrDefault("requestsPerDay", 0L),
        (int) (long) limits.getOrDefault("maxBodyBytes", 0L));
  }

  private static void read(String definition, String text, Map<String, Long> limits) {
    String[] parts = text.split("=", -1);
    long most =
        switch (parts[0]) {
          case "requestsPerSecond", "burst" -> 1_000_000;
          case "requestsPerDay" -> 1_000_000_000_000L;
          case "maxBodyBytes" -> 1L << 30;
          default -> 0;
        };
    if (parts.length == 2 && parts[1].matches("[0-9]{1,13}") && most > 0) {
      long value = Long.parseLong(parts[1]);
      if (value >= 1 && value <= most && limits.put(parts[0], value) == null) {
        return;
      }
    }
    throw new ConfigException(
        "plans.definitions: \"%s\" of \"%s\" is none of requestsPerSecond, burst (1 to 1000000), requestsPerDay and maxBodyBytes with a whole number, each once."
            .formatted(text, definition));
  }

  private static Plan require(Map<String, Plan> byName, String key, String name) {
    Plan plan = byName.get(name);
    if (plan == null) {
      throw new ConfigException(
          "%s: there is no plan \"%s\"; plans.definitions has %s."
              .formatted(
                  key, name, byName.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    return plan;
  }

  private static Iterable<String> parts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
