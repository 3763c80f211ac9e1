package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a document brings with the answers that its maker had ({@code ModelVerification}):
 * the nearest thing to the original that a document can have.
 */
final class Verification {

  private final List<Expected> expected;
  private final List<Row> rows;

  private Verification(List<Expected> expected, List<Row> rows) {
    this.expected = List.copyOf(expected);
    this.rows = List.copyOf(rows);
  }

  /**
   * An answer that the document promises.
   *
   * @param answer the name under which it is answered here
   */
  private record Expected(
      String field, String answer, double precision, double zeroThreshold, ValueType type) {}

  /** The fields that are sent, and by field what is to come of them. */
  private record Row(int line, Map<String, @Nullable String> sent, Map<String, String> answers) {}

  static Verification read(XmlElement model, ModelReader reader, Answers answers)
      throws InferenceException {
    Optional<XmlElement> found = model.child("ModelVerification");
    if (found.isEmpty()) {
      return new Verification(List.of(), List.of());
    }
    Map<String, String> inputs = new LinkedHashMap<>();
    Map<Expected, String> columns = new LinkedHashMap<>();
    for (XmlElement field :
        found.get().requireChild("VerificationFields").children("VerificationField")) {
      String name = field.require("field");
      String column = field.textOr("column", name);
      if (reader.inputs().containsKey(name)) {
        inputs.put(name, column);
      } else {
        columns.put(expected(field, name, model, reader, answers), column);
      }
    }
    if (columns.isEmpty()) {
      throw found.get().refused("expects no answer");
    }
    List<Row> rows = new ArrayList<>();
    for (XmlElement row : found.get().requireChild("InlineTable").children("row")) {
      Map<String, @Nullable String> sent = new HashMap<>();
      inputs.forEach(
          (name, column) -> Tables.cell(row, column).ifPresent(value -> sent.put(name, value)));
      Map<String, String> wanted = new HashMap<>();
      columns.forEach(
          (field, column) ->
              Tables.cell(row, column).ifPresent(value -> wanted.put(field.field(), value)));
      rows.add(new Row(row.line(), sent, wanted));
    }
    return new Verification(List.copyOf(columns.keySet()), rows);
  }

  private static Expected expected(
      XmlElement field, String name, XmlElement model, ModelReader reader, Answers answers)
      throws InferenceException {
    Optional<DataField> target = reader.target(model);
    List<String> names = answers.specs().stream().map(TensorSpec::name).toList();
    boolean isTarget = target.isPresent() && target.get().name().equals(name);
    String answer = isTarget && !names.contains(name) ? names.getFirst() : name;
    if (!names.contains(answer)) {
      throw field.refused(
          "expects \"%s\", which the model does not answer; it answers %s".formatted(name, names));
    }
    return new Expected(
        name,
        answer,
        field.numberOr("precision", 1e-6),
        field.numberOr("zeroThreshold", 1e-16),
        isTarget ? target.get().type() : ValueType.STRING);
  }

  int rows() {
    return rows.size();
  }

  void run(PmmlEvaluator evaluator) throws InferenceException {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      String place = "row %d of its ModelVerification (line %d)".formatted(i + 1, row.line());
      List<Tensor> answers;
      try {
        answers = evaluator.predict(row.sent());
      } catch (InferenceException e) {
        throw new InferenceException(
            Kind.FAILED, "%s is refused: %s".formatted(place, e.getMessage()), e);
      }
      for (Expected one : expected) {
        String wanted = row.answers().get(one.field());
        if (wanted != null) {
          compare(place, one, wanted, answers);
        }
      }
    }
  }

  private static void compare(String place, Expected one, String wanted, List<Tensor> answers)
      throws InferenceException {
    for (Tensor answer : answers) {
      if (answer.name().equals(one.answer())) {
        Object got = answer.value(0);
        if (!agrees(one, wanted, got)) {
          throw new InferenceException(
              Kind.FAILED,
              "%s disagrees: `%s` is %s here, and %s in the document; it was made by another understanding of PMML, so it is not served"
                  .formatted(place, one.field(), got, XmlElement.shown(wanted)));
        }
      }
    }
  }

  private static boolean agrees(Expected one, String wanted, @Nullable Object got) {
    if (got instanceof Number number) {
      double expected = ValueType.DOUBLE.number(wanted);
      double found = number.doubleValue();
      if (Double.isNaN(expected) || Double.isNaN(found)) {
        return Double.isNaN(expected) && Double.isNaN(found);
      }
      return Math.abs(expected) <= one.zeroThreshold()
          ? Math.abs(found) <= one.zeroThreshold()
          : Math.abs(found - expected) <= one.precision() * Math.abs(expected);
    }
    return one.type().canonical(wanted).equals(String.valueOf(got));
  }
}
