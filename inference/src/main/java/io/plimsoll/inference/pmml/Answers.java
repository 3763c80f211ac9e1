package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a document answers: under the names that all models have here ({@code label} and {@code
 * probability}, {@code prediction}, {@code cluster} and {@code distance}), followed by the fields
 * that it promises itself.
 */
final class Answers {

  private final List<Column> columns;

  private Answers(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Takes a row's value to its place in a column. */
  private interface Reading {
    void into(Object array, int row, Frame frame, Outcome outcome) throws InferenceException;
  }

  private record Column(TensorSpec spec, Reading reading) {}

  static Answers of(XmlElement element, CompiledModel model, Optional<DataField> target) {
    List<Column> own = new ArrayList<>();
    switch (element.textOr("functionName", "")) {
      case "classification" -> {
        own.add(label(target.map(DataField::type).orElse(ValueType.STRING)));
        if (model.hasShares()) {
          own.add(probability(model.classes(), order(model.classes(), target)));
        }
      }
      case "clustering" -> {
        own.add(
            column(
                "cluster",
                DataType.BYTES,
                (array, row, frame, outcome) -> ((String[]) array)[row] = outcome.label()));
        own.add(number("distance", (frame, outcome) -> outcome.value()));
      }
      default -> own.add(number("prediction", (frame, outcome) -> outcome.value()));
    }
    Set<String> promised = new HashSet<>();
    model.outputs().forEach(output -> promised.add(output.name()));
    List<Column> columns = new ArrayList<>();
    for (Column column : own) {
      if (!promised.contains(column.spec().name())) {
        columns.add(column);
      }
    }
    for (OutputField output : model.outputs()) {
      if (output.isFinal()) {
        columns.add(field(output));
      }
    }
    return new Answers(columns);
  }

  /** As the dictionary lists the classes, or sorted, as most tools number them. */
  private static List<String> order(List<String> classes, Optional<DataField> target) {
    List<String> listed = target.map(field -> List.copyOf(field.valid())).orElse(List.of());
    return listed.containsAll(classes) ? listed : classes.stream().sorted().toList();
  }

  private interface Figure {
    double of(Frame frame, Outcome outcome);
  }

  private static Column number(String name, Figure figure) {
    return column(
        name,
        DataType.FP64,
        (array, row, frame, outcome) -> ((double[]) array)[row] = figure.of(frame, outcome));
  }

  private static Column column(String name, DataType type, Reading reading) {
    return new Column(TensorSpec.column(name, type), reading);
  }

  private static Column label(ValueType type) {
    return switch (type) {
      case STRING ->
          column(
              "label",
              DataType.BYTES,
              (array, row, frame, outcome) -> ((String[]) array)[row] = outcome.label());
      case DOUBLE, FLOAT -> number("label", (frame, outcome) -> type.number(outcome.label()));
      case INTEGER ->
          column(
              "label",
              DataType.INT64,
              (array, row, frame, outcome) ->
                  ((long[]) array)[row] = (long) answered(type.number(outcome.label())));
      case BOOLEAN ->
          column(
              "label",
              DataType.BOOL,
              (array, row, frame, outcome) ->
                  ((boolean[]) array)[row] = answered(type.number(outcome.label())) == 1);
    };
  }

  /** Neither a whole number nor a flag can say that there is no answer. */
  private static double answered(double label) throws InferenceException {
    if (Double.isNaN(label)) {
      throw InferenceException.invalid(
          "the model has no answer to these values; a value that it needs may be missing");
    }
    return label;
  }

  /** Of the second of two classes; of the one that is answered where there are more. */
  private static Column probability(List<String> classes, List<String> order) {
    int positive = classes.size() == 2 ? classes.indexOf(order.get(1)) : -1;
    return number(
        "probability",
        (frame, outcome) ->
            OutputField.share(
                outcome, positive >= 0 ? positive : classes.indexOf(outcome.label())));
  }

  private static Column field(OutputField output) {
    int index = output.slot().index();
    return switch (output.slot().type()) {
      case STRING ->
          column(
              output.name(),
              DataType.BYTES,
              (array, row, frame, outcome) -> ((String[]) array)[row] = frame.texts[index]);
      case DOUBLE, FLOAT, INTEGER, BOOLEAN ->
          number(output.name(), (frame, outcome) -> frame.numbers[index]);
    };
  }

  List<TensorSpec> specs() {
    return columns.stream().map(Column::spec).toList();
  }

  /** Columns of so many rows that are written one after another. */
  final class Draft {
    private final List<Object> arrays = new ArrayList<>();
    private final int rows;

    Draft(int rows) {
      this.rows = rows;
      for (Column column : columns) {
        Class<?> element = column.spec().type().arrayClass().getComponentType();
        arrays.add(Array.newInstance(element, rows));
      }
    }

    void write(int row, Frame frame, Outcome outcome) throws InferenceException {
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).reading().into(arrays.get(i), row, frame, outcome);
      }
    }

    List<Tensor> done() {
      List<Tensor> tensors = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        TensorSpec spec = columns.get(i).spec();
        tensors.add(Tensor.of(spec.name(), spec.type(), new long[] {rows}, arrays.get(i)));
      }
      return tensors;
    }
  }
}
