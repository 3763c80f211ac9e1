package io.plimsoll.stats.drift;

import java.util.List;

/** What becomes of the shares before a logarithm is taken: an empty bin would make it infinite. */
final class Shares {
  static final Parameter FILL =
      Parameter.choice(
          "fill",
          "max",
          List.of("max", "zeros", "add", "evidently", "none"),
          "max: every share is at least the floor; zeros: an empty bin has the floor; add: the"
              + " floor is added to every share; evidently: an empty bin has 1e-4, or a millionth"
              + " of the smallest share if that is not above 1e-4; none: the number may be"
              + " infinite");
  static final Parameter FLOOR =
      Parameter.number("floor", 1e-4, 0, 0.1, "the floor that `fill` speaks of");

  private Shares() {}

  static List<Parameter> filled(String fill, double floor) {
    return List.of(FILL.preset(fill), FLOOR.preset(floor));
  }

  static double[] fill(double[] shares, Arguments arguments) {
    double floor = arguments.number("floor");
    double smallest = Double.POSITIVE_INFINITY;
    for (double share : shares) {
      smallest = share > 0 ? Math.min(smallest, share) : smallest;
    }
    double evidently = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
    double[] filled = shares.clone();
    for (int bin = 0; bin < filled.length; bin++) {
      filled[bin] =
          switch (arguments.word("fill")) {
            case "max" -> Math.max(shares[bin], floor);
            case "zeros" -> shares[bin] == 0 ? floor : shares[bin];
            case "add" -> shares[bin] + floor;
            case "evidently" -> shares[bin] == 0 ? evidently : shares[bin];
            default -> shares[bin];
          };
    }
    return filled;
  }

  static double[] normalised(double[] shares) {
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    double[] scaled = shares.clone();
    for (int bin = 0; bin < scaled.length; bin++) {
      scaled[bin] /= sum;
    }
    return scaled;
  }
}
