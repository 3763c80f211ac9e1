package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One definition of a distance, a test or a detector.
 *
 * @param id what a stored number is called by: "psi.quantile10.floor1e-4"
 * @param family the name that people use for all of its variants: "psi"
 * @param value what the value is: a distance, a test's statistic, or a count of detections
 * @param takes in which forms both sides may come
 * @param alsoKnownAs whose number it reproduces, as "library: name there"
 */
public record DriftMethod(
    String id,
    String family,
    String title,
    String formula,
    String source,
    Value value,
    boolean hasPValue,
    Set<Sample.Form> takes,
    List<Parameter> parameters,
    List<String> alsoKnownAs,
    Procedure procedure) {

  /** What the number of a definition is. */
  public enum Value {
    DISTANCE,
    STATISTIC,
    DETECTIONS
  }

  /** The computation. */
  interface Procedure {
    Outcome run(Pair pair, Arguments arguments);
  }

  public DriftMethod {
    takes = Set.copyOf(takes);
    parameters = List.copyOf(parameters);
    alsoKnownAs = List.copyOf(alsoKnownAs);
  }

  static Draft draft(String id, String title) {
    return new Draft(id, title);
  }

  /** A definition while it is written down. */
  static final class Draft {
    private final String id;
    private final String title;
    private String formula = "";
    private String source = "";
    private Value value = Value.DISTANCE;
    private boolean hasPValue;
    private Set<Sample.Form> takes = Set.of(Sample.Form.VALUES);
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<String> alsoKnownAs = new ArrayList<>();

    private Draft(String id, String title) {
      this.id = id;
      this.title = title;
    }

    Draft formula(String text) {
      formula = text;
      return this;
    }

    Draft source(String text) {
      source = text;
      return this;
    }

    /** The value is a statistic, and there is a p-value. */
    Draft isTest() {
      value = Value.STATISTIC;
      hasPValue = true;
      return this;
    }

    Draft withPValue() {
      hasPValue = true;
      return this;
    }

    Draft isDetector() {
      value = Value.DETECTIONS;
      return this;
    }

    Draft takes(Sample.Form... forms) {
      takes = Set.of(forms);
      return this;
    }

    Draft with(Parameter... more) {
      parameters.addAll(List.of(more));
      return this;
    }

    Draft with(List<Parameter> more) {
      parameters.addAll(more);
      return this;
    }

    Draft as(String... names) {
      alsoKnownAs.addAll(List.of(names));
      return this;
    }

    DriftMethod runs(Procedure procedure) {
      return new DriftMethod(
          id,
          id.substring(0, id.indexOf('.')),
          title,
          formula,
          source,
          value,
          hasPValue,
          takes,
          parameters,
          alsoKnownAs,
          procedure);
    }
  }
}
