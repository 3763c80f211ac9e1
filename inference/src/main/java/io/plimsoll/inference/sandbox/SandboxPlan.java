package io.plimsoll.inference.sandbox;

import java.util.List;
import java.util.Map;

/**
 * One command to run apart.
 *
 * @param mounts all that it sees besides the operating system's own programs
 * @param command absolute program and its arguments, in paths as {@link Sandbox#pathOf} gives them
 * @param environment all of its environment besides a neutral PATH, HOME and LANG
 */
public record SandboxPlan(
    List<Mount> mounts, List<String> command, Map<String, String> environment, Limits limits) {

  public SandboxPlan {
    mounts = List.copyOf(mounts);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
