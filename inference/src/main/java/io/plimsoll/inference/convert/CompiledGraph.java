package io.plimsoll.inference.convert;

import io.plimsoll.inference.onnx.OnnxSession;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import io.plimsoll.inference.text.TextInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A converted model that takes and answers exactly what the Python original does: the same columns
 * in, the same outputs of the same types out, and a refusal where the original refuses. Safe for
 * any number of threads until it is closed.
 */
public final class CompiledGraph implements AutoCloseable {

  private final OnnxSession session;
  private final Signature contract;
  private final CompiledForm form;
  private final InputGuard guard;

  /** By position in the contract: whether the graph takes that input. */
  private final boolean[] isTaken;

  /** What is made of texts before the graph; empty if it takes none, or takes them as they are. */
  private final Optional<TextInput> texts;

  private CompiledGraph(
      OnnxSession session, Signature contract, CompiledForm form, Optional<TextInput> texts) {
    this.session = session;
    this.contract = contract;
    this.form = form;
    this.texts = texts;
    this.guard = new InputGuard(contract.inputs(), form);
    this.isTaken = new boolean[contract.inputs().size()];
    for (int i = 0; i < isTaken.length; i++) {
      isTaken[i] = session.signature().input(contract.inputs().get(i).name()).isPresent();
    }
  }

  /** Takes the session over, and closes it if it does not fit the signature. */
  public static CompiledGraph of(OnnxSession session, Signature contract, CompiledForm form)
      throws InferenceException {
    boolean fits = false;
    try {
      Optional<String> described = session.metadata(TextInput.KEY);
      Optional<TextInput> texts =
          described.isPresent() ? Optional.of(TextInput.parse(described.get())) : Optional.empty();
      requireInputs(session.signature(), contract, form, texts);
      CompiledGraph graph = new CompiledGraph(session, contract, form, texts);
      fits = true;
      return graph;
    } finally {
      if (!fits) {
        session.close();
      }
    }
  }

  private static void requireInputs(
      Signature taken, Signature contract, CompiledForm form, Optional<TextInput> texts)
      throws InferenceException {
    List<String> names = new ArrayList<>(taken.inputs().stream().map(TensorSpec::name).toList());
    List<String> wanted = contract.inputs().stream().map(TensorSpec::name).toList();
    texts.ifPresent(input -> names.remove(input.name()));
    // A graph leaves out the columns that its pipeline drops.
    boolean fits = form.matrix() ? names.size() == 1 : wanted.containsAll(names);
    if (!fits) {
      throw failed("the converted model takes " + taken.inputs() + " instead of " + wanted);
    }
    if (texts.isPresent()) {
      requireTexts(texts.get(), taken, contract);
    }
  }

  private static void requireTexts(TextInput texts, Signature taken, Signature contract)
      throws InferenceException {
    for (String column : texts.columns()) {
      if (contract.input(column).filter(spec -> spec.type() == DataType.BYTES).isEmpty()) {
        throw failed("the converted model reads texts of `" + column + "`, which has none");
      }
    }
    if (taken.input(texts.name()).filter(spec -> spec.rowWidth() == texts.width()).isEmpty()) {
      throw failed("the converted model does not take the numbers of its texts");
    }
  }

  public CompiledForm form() {
    return form;
  }

  /** Answers columns of equal length, arranged as the signature has them. */
  public List<Tensor> predict(List<Tensor> columns) throws InferenceException {
    return inParts(columns, session::run);
  }

  /** As above, under a time limit; for a graph that nobody has tried yet. */
  List<Tensor> predict(List<Tensor> columns, Duration limit, ScheduledExecutorService clock)
      throws InferenceException {
    return inParts(columns, inputs -> session.run(inputs, limit, clock));
  }

  /** One call of the graph. */
  @FunctionalInterface
  private interface Run {
    List<Tensor> of(List<Tensor> inputs) throws InferenceException;
  }

  /** Texts may become so many numbers that the rows of one call do not fit into memory together. */
  private List<Tensor> inParts(List<Tensor> columns, Run run) throws InferenceException {
    int rows = columns.getFirst().rows();
    int most = texts.isPresent() ? texts.get().mostRows() : rows;
    if (rows <= most) {
      return contracted(run.of(inputs(columns)), rows);
    }
    List<List<Tensor>> parts = new ArrayList<>();
    for (int from = 0; from < rows; from += most) {
      int count = Math.min(most, rows - from);
      parts.add(contracted(run.of(inputs(Replay.slice(columns, from, count))), count));
    }
    List<Tensor> answers = new ArrayList<>(contract.outputs().size());
    for (int k = 0; k < contract.outputs().size(); k++) {
      int output = k;
      answers.add(Tensor.concatenate(parts.stream().map(part -> part.get(output)).toList()));
    }
    return answers;
  }

  private List<Tensor> inputs(List<Tensor> columns) throws InferenceException {
    guard.check(columns);
    return form.matrix() ? List.of(matrix(columns)) : separate(columns);
  }

  /** Doubles, which the session narrows where its graph computes in float32. */
  private Tensor matrix(List<Tensor> columns) {
    int rows = columns.getFirst().rows();
    int width = columns.size();
    double[] values = new double[Math.multiplyExact(rows, width)];
    for (int j = 0; j < width; j++) {
      Tensor column = columns.get(j);
      for (int i = 0; i < rows; i++) {
        values[i * width + j] = number(column, i);
      }
    }
    return Tensor.of(session.signature().inputs().getFirst().name(), values, rows, width);
  }

  private List<Tensor> separate(List<Tensor> columns) throws InferenceException {
    List<Tensor> inputs = new ArrayList<>(columns.size());
    for (int j = 0; j < columns.size(); j++) {
      if (!isTaken[j]) {
        continue;
      }
      Tensor column = columns.get(j);
      int rows = column.rows();
      if (column.type() == DataType.BYTES) {
        inputs.add(Tensor.of(column.name(), column.strings(), rows, 1));
      } else {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = number(column, i);
        }
        inputs.add(Tensor.of(column.name(), values, rows, 1));
      }
    }
    if (texts.isPresent()) {
      inputs.add(texts.get().read(columns));
    }
    return inputs;
  }

  /** Flags reach scikit-learn as 0 and 1. */
  static double number(Tensor column, int row) {
    return column.type() == DataType.BOOL ? (column.booleans()[row] ? 1 : 0) : column.number(row);
  }

  private List<Tensor> contracted(List<Tensor> answers, int rows) throws InferenceException {
    Tensor first = answers.getFirst();
    List<Tensor> outputs = new ArrayList<>(contract.outputs().size());
    for (int i = 0; i < contract.outputs().size(); i++) {
      TensorSpec spec = contract.outputs().get(i);
      boolean isShare = spec.name().equals("probability") && i == 1;
      if (isShare && answers.size() < 2) {
        throw failed("the converted model answers no probabilities");
      }
      outputs.add(
          isShare
              ? OutputColumns.share(spec, answers.get(1), rows)
              : OutputColumns.column(spec, first, isLabelled() ? 0 : i, rows));
    }
    return outputs;
  }

  private boolean isLabelled() {
    return contract.outputs().getFirst().name().equals("label");
  }

  private static InferenceException failed(String message) {
    return new InferenceException(Kind.FAILED, message);
  }

  @Override
  public void close() {
    session.close();
  }
}
