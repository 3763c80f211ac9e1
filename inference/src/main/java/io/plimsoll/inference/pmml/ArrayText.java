package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of an {@code Array}: values between spaces, in quotes where they hold some. */
final class ArrayText {

  private ArrayText() {}

  static List<String> texts(XmlElement array) throws InferenceException {
    List<String> values = split(array.text());
    if (array.has("n") && array.number("n") != values.size()) {
      throw array.refused(
          "says n=\"%s\" but holds %d values".formatted(array.require("n"), values.size()));
    }
    return values;
  }

  static double[] numbers(XmlElement array) throws InferenceException {
    List<String> texts = texts(array);
    double[] numbers = new double[texts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ValueType.DOUBLE.parse(array, "a value", texts.get(i));
    }
    return numbers;
  }

  private static List<String> split(String text) {
    List<String> values = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char first = text.charAt(at);
      if (Character.isWhitespace(first)) {
        at++;
        continue;
      }
      StringBuilder value = new StringBuilder();
      boolean isQuoted = first == '"';
      at += isQuoted ? 1 : 0;
      while (at < text.length() && !ends(text.charAt(at), isQuoted)) {
        boolean isEscaped = text.charAt(at) == '\\' && text.startsWith("\"", at + 1);
        at += isEscaped ? 1 : 0;
        value.append(text.charAt(at++));
      }
      at += isQuoted ? 1 : 0;
      values.add(value.toString());
    }
    return values;
  }

  private static boolean ends(char next, boolean isQuoted) {
    return isQuoted ? next == '"' : Character.isWhitespace(next);
  }
}
