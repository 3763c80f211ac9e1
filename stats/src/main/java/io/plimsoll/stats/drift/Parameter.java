package io.plimsoll.stats.drift;

import java.util.List;

/**
 * One parameter of a definition.
 *
 * @param preset the value that makes the definition what its id says
 * @param least the smallest number allowed
 * @param most the largest number allowed
 * @param choices the words allowed, for a choice
 */
public record Parameter(
    String name,
    Kind kind,
    Object preset,
    double least,
    double most,
    List<String> choices,
    String meaning) {

  /** What a parameter holds. */
  public enum Kind {
    NUMBER,
    WHOLE,
    CHOICE,
    /** A list of ascending numbers; empty for none. */
    NUMBERS
  }

  public Parameter {
    choices = List.copyOf(choices);
  }

  static Parameter number(String name, double preset, double least, double most, String meaning) {
    return new Parameter(name, Kind.NUMBER, preset, least, most, List.of(), meaning);
  }

  static Parameter whole(String name, long preset, long least, long most, String meaning) {
    return new Parameter(name, Kind.WHOLE, preset, least, most, List.of(), meaning);
  }

  static Parameter choice(String name, String preset, List<String> choices, String meaning) {
    return new Parameter(name, Kind.CHOICE, preset, 0, 0, choices, meaning);
  }

  static Parameter numbers(String name, List<Double> preset, int most, String meaning) {
    return new Parameter(name, Kind.NUMBERS, preset, 0, most, List.of(), meaning);
  }

  /** The same parameter with another preset. */
  Parameter preset(Object other) {
    return new Parameter(name, kind, other, least, most, choices, meaning);
  }
}
