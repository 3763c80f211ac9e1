package io.plimsoll.inference.text;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/**
 * The input of a converted model that is made of texts: for each row the numbers that its
 * vectorisers, and the linear step behind them, make of its texts. Immutable; safe for any number
 * of threads.
 */
public final class TextInput {

  /** Under this key a converted model's metadata describe it. */
  public static final String KEY = "plimsoll.texts";

  /** As many numbers as the rows that are computed together may have: 32 MiB. */
  private static final int MOST_NUMBERS = 1 << 22;

  private final String name;
  private final int width;
  private final List<TextPart> parts;

  TextInput(String name, int width, List<TextPart> parts) {
    for (TextPart part : parts) {
      if (part.offset() < 0 || part.width() > width - part.offset()) {
        throw new IllegalArgumentException(
            "the numbers of `%s` do not fit into a row of %d".formatted(part.column(), width));
      }
    }
    if (width < 1 || width > MOST_NUMBERS) {
      throw new IllegalArgumentException("a row of %d numbers".formatted(width));
    }
    this.name = name;
    this.width = width;
    this.parts = List.copyOf(parts);
  }

  /** Reads what the conversion wrote; what it holds is checked as that of a pushed file. */
  public static TextInput parse(String description) throws InferenceException {
    try {
      return TextFormat.parse(description);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InferenceException(
          Kind.FAILED, "the converted model's texts are damaged: " + e.getMessage(), e);
    }
  }

  /** The graph's input. */
  public String name() {
    return name;
  }

  /** How many numbers a row has. */
  public int width() {
    return width;
  }

  /** How many rows may be computed together, so that a long call does not take all memory. */
  public int mostRows() {
    return Math.max(1, MOST_NUMBERS / width);
  }

  /** The columns that it reads. */
  public List<String> columns() {
    return parts.stream().map(TextPart::column).distinct().toList();
  }

  /** The numbers of all rows; the columns have to be those of the model. */
  public Tensor read(List<Tensor> columns) throws InferenceException {
    int rows = columns.getFirst().rows();
    double[] numbers = new double[Math.multiplyExact(rows, width)];
    for (TextPart part : parts) {
      Tensor column = column(columns, part.column());
      for (int row = 0; row < rows; row++) {
        String text = column.strings()[row];
        if (text == null) {
          throw new InferenceException(
              Kind.FAILED, "`" + part.column() + "` is missing, and no text can be read");
        }
        part.add(text, numbers, row * width);
      }
    }
    return Tensor.of(name, numbers, rows, width);
  }

  private static Tensor column(List<Tensor> columns, String name) {
    for (Tensor column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw new IllegalStateException("the model has no column " + name);
  }
}
