package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document that was understood. Immutable; safe for any number of threads. */
public final class PmmlEvaluator implements AutoCloseable {

  /** A row that costs fewer steps than this is over in well under a millisecond. */
  private static final int QUICK = 20_000;

  /** How many steps may go by until somebody asks whether to go on. */
  private static final int UNWATCHED = 100_000;

  private final List<Input> inputs;
  private final CompiledModel model;
  private final Answers answers;
  private final int slots;
  private final int steps;
  private final Verification verification;

  PmmlEvaluator(
      Map<String, Slot> inputs,
      CompiledModel model,
      Answers answers,
      Layout layout,
      Verification verification) {
    List<Input> all = new ArrayList<>();
    inputs.forEach((name, slot) -> all.add(new Input(name, slot)));
    this.inputs = List.copyOf(all);
    this.model = model;
    this.answers = answers;
    this.slots = layout.slots();
    this.steps = layout.steps();
    this.verification = verification;
  }

  private record Input(String name, Slot slot) {}

  /** Asked now and then while rows are answered; ends that by throwing. */
  public interface Watch {
    void check() throws InferenceException;
  }

  /** A field that callers send, and what they may send for it. */
  public record InputField(String name, FeatureType type, boolean isWhole) {}

  public List<InputField> inputFields() {
    return inputs.stream().map(PmmlEvaluator::field).toList();
  }

  /**
   * A whole number is taken as any number is, so that it can be missing; one that is not whole is
   * refused.
   */
  private static InputField field(Input input) {
    FeatureType type =
        switch (input.slot().type()) {
          case DOUBLE, FLOAT, INTEGER -> FeatureType.NUMBER;
          case BOOLEAN -> FeatureType.BOOLEAN;
          case STRING -> FeatureType.STRING;
        };
    return new InputField(input.name(), type, input.slot().type() == ValueType.INTEGER);
  }

  public List<TensorSpec> outputs() {
    return answers.specs();
  }

  /** How many rows of its own the document was held against. */
  public int verificationRows() {
    return verification.rows();
  }

  /** Whether a row costs so little that it need not wait for a thread. */
  public boolean isQuick() {
    return steps <= QUICK;
  }

  /** Answers the rows that the document brings, and fails if it says otherwise itself. */
  public void verify() throws InferenceException {
    verification.run(this);
  }

  /**
   * Answers columns of equal length, one for each input field in their order: of numbers, flags or
   * texts as {@link #inputFields} says, or of INT64 for a number.
   */
  public List<Tensor> predict(List<Tensor> columns, Watch watch) throws InferenceException {
    int rows = columns.getFirst().rows();
    Answers.Draft draft = answers.new Draft(rows);
    Frame frame = new Frame(slots);
    int between = Math.max(1, UNWATCHED / Math.max(1, steps));
    try {
      for (int row = 0; row < rows; row++) {
        if (row % between == 0) {
          watch.check();
        }
        predict(columns, row, frame, draft);
      }
    } catch (StackOverflowError e) {
      throw new InferenceException(Kind.FAILED, "the document's parts are nested too deep", e);
    }
    return draft.done();
  }

  private void predict(List<Tensor> columns, int row, Frame frame, Answers.Draft draft)
      throws InferenceException {
    try {
      frame.clear();
      for (int i = 0; i < columns.size(); i++) {
        write(inputs.get(i), columns.get(i), row, frame);
      }
      draft.write(row, frame, model.score(frame));
    } catch (InferenceException e) {
      boolean isOne = columns.getFirst().rows() == 1 || e.kind() != Kind.INVALID_INPUT;
      throw isOne ? e : InferenceException.invalid("row %d: %s".formatted(row, e.getMessage()));
    }
  }

  private static void write(Input input, Tensor column, int row, Frame frame)
      throws InferenceException {
    Slot slot = input.slot();
    if (slot.type().isText()) {
      frame.texts[slot.index()] = column.strings()[row];
      return;
    }
    double sent =
        column.type() == DataType.BOOL ? (column.booleans()[row] ? 1 : 0) : column.number(row);
    double value = slot.type().cast(sent);
    if (Double.isNaN(value) && !Double.isNaN(sent)) {
      throw InferenceException.invalid(
          "`%s` expects a whole number, got the number %s".formatted(input.name(), sent));
    }
    frame.numbers[slot.index()] = value;
  }

  /** One row by name, for the rows that a document brings itself. */
  List<Tensor> predict(Map<String, @Nullable String> row) throws InferenceException {
    List<Tensor> columns = new ArrayList<>();
    for (Input input : inputs) {
      String text = row.get(input.name());
      ValueType type = input.slot().type();
      columns.add(
          type.isText()
              ? Tensor.of(input.name(), new @Nullable String[] {text}, 1)
              : Tensor.of(input.name(), new double[] {type.number(text)}, 1));
    }
    return predict(columns, () -> {});
  }

  /** Nothing is held beside the heap. */
  @Override
  public void close() {}
}
