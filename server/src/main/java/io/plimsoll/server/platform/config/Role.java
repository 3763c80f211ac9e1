package io.plimsoll.server.platform.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts that a process can play. One process plays all of them by default; see ARCHITECTURE.md.
 */
public enum Role {
  API,
  INTAKE,
  PIPELINE,
  SERVE,
  MONITOR,
  BUILD;

  /** The name on the command line and in answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Set<Role> parse(String list) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : list.split(",", -1)) {
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.text().equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "\"%s\" is not a role; roles are %s.".formatted(word, names()))));
    }
    return roles;
  }

  static String names() {
    return Arrays.stream(values()).map(Role::text).collect(Collectors.joining(","));
  }
}
