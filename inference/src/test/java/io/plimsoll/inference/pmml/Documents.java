package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes documents and asks them about single rows. */
record Documents(Path folder) {

  /** A document of those data fields, each {@code name:type}, around the rest of it. */
  static String of(String fields, String rest) {
    StringBuilder dictionary = new StringBuilder();
    for (String field : fields.split(" ")) {
      String[] parts = field.split(":");
      String values = "";
      if (parts.length > 2) {
        for (String value : parts[2].split(",")) {
          values += "<Value value=\"%s\"/>".formatted(value);
        }
      }
      dictionary.append(
          "<DataField name=\"%s\" optype=\"%s\" dataType=\"%s\">%s</DataField>"
              .formatted(
                  parts[0], parts.length > 2 ? "categorical" : "continuous", parts[1], values));
    }
    return """
    <?xml version="1.0"?>
    <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
    <DataDictionary>%s</DataDictionary>
    %s
    </PMML>
    """
        .formatted(dictionary, rest);
  }

  /** A regression over two numbers whose prediction is one field. */
  static String derived(String transformations, String field) {
    return of(
        "x:double y:double word:string",
        transformations
            + """
            <RegressionModel functionName="regression">
              <MiningSchema><MiningField name="x"/><MiningField name="y"/><MiningField name="word"/></MiningSchema>
              <RegressionTable><NumericPredictor name="%s" coefficient="1"/></RegressionTable>
            </RegressionModel>
            """
                .formatted(field));
  }

  PmmlEvaluator read(String document) throws InferenceException, IOException {
    return PmmlFile.read(Files.writeString(folder.resolve("model.pmml"), document));
  }

  /** By name what the document answers to one row; what is left out is missing. */
  Map<String, @Nullable Object> answer(String document, Map<String, ?> row) throws Exception {
    return answer(read(document), row);
  }

  static double number(Map<String, ?> answer, String name) {
    return (double) Objects.requireNonNull(answer.get(name));
  }

  static Map<String, @Nullable Object> answer(PmmlEvaluator evaluator, Map<String, ?> row)
      throws InferenceException {
    List<Tensor> columns = new ArrayList<>();
    for (PmmlEvaluator.InputField field : evaluator.inputFields()) {
      Object value = row.get(field.name());
      columns.add(
          switch (field.type()) {
            case STRING -> Tensor.of(field.name(), new @Nullable String[] {(String) value}, 1);
            case BOOLEAN -> Tensor.of(field.name(), new boolean[] {Boolean.TRUE.equals(value)}, 1);
            case NUMBER, INTEGER ->
                Tensor.of(
                    field.name(),
                    new double[] {value instanceof Number n ? n.doubleValue() : Double.NaN},
                    1);
          });
    }
    Map<String, @Nullable Object> answers = new HashMap<>();
    for (Tensor answer : evaluator.predict(columns, () -> {})) {
      answers.put(answer.name(), answer.value(0));
    }
    return answers;
  }
}
