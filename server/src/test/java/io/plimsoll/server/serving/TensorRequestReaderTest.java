package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorBytes;
import io.plimsoll.server.platform.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorRequestReaderTest {
  private static final Tensor NUMBERS = Tensor.of("x", new float[] {1.5f, -2, Float.NaN}, 1, 3);
  private static final Tensor TEXTS = Tensor.of("carrier", new String[] {"UA", "", "Ä"}, 3);

  @Test
  void readsBinaryTensorsInTheOrderOfTheJson() {
    byte[] numbers = TensorBytes.encode(NUMBERS);
    byte[] texts = TensorBytes.encode(TEXTS);
    String json =
        """
        {"inputs": [
          {"name": "carrier", "datatype": "BYTES", "shape": [3],
           "parameters": {"binary_data_size": %d}},
          {"name": "hour", "datatype": "INT64", "shape": [1], "data": [7]},
          {"name": "x", "datatype": "FP32", "shape": [1, 3],
           "parameters": {"binary_data_size": %d, "of_another_server": {"deep": [1]}}}]}
        """
            .formatted(texts.length, numbers.length);

    TensorRequest request = read(json, texts, numbers);

    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("carrier", "hour", "x");
    assertThat(request.inputs().get(0).strings()).containsExactly("UA", "", "Ä");
    assertThat(request.inputs().get(1).longs()).containsExactly(7);
    assertThat(request.inputs().get(2).floats()).containsExactly(1.5f, -2, Float.NaN);
  }

  @Test
  void takesTheFormOfOutputsFromTheOutputBeforeTheRequest() {
    String inputs =
        "\"inputs\": [{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]";

    TensorRequest silent = read("{" + inputs + "}");
    TensorRequest all = read("{\"parameters\":{\"binary_data_output\":true}," + inputs + "}");
    TensorRequest some =
        read(
            """
            {%s, "outputs": [{"name": "a"}, {"name": "b", "parameters": {"binary_data": false}}],
             "parameters": {"binary_data_output": true}}
            """
                .formatted(inputs));

    assertThat(silent.wantsBinary("a")).isFalse();
    assertThat(all.wantsBinary("a")).isTrue();
    assertThat(some.wanted().keySet()).containsExactlyInAnyOrder("a", "b");
    assertThat(some.wantsBinary("a")).isTrue();
    assertThat(some.wantsBinary("b")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "16 | [1, 3] | 16 bytes are promised and 12 are left",
        "-1 | [1, 3] | -1 bytes are promised",
        "12 | [1, 2] | of shape [1, 2] take 8 bytes, not 12",
        "8  | [1, 3] | x",
        "8  | [1, 2] | 4 bytes behind the JSON belong to no input",
      })
  void saysWhatDoesNotFitOfTheBinaryPart(long size, String shape, String message) {
    String json =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": %s,
                     "parameters": {"binary_data_size": %d}}]}
        """
            .formatted(shape, size);

    assertThatThrownBy(() -> read(json, TensorBytes.encode(NUMBERS)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesValuesThatComeTwice() {
    String json =
        """
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [3], "data": [1, 2, 3],
                     "parameters": {"binary_data_size": 12}}]}
        """;

    assertThatThrownBy(() -> read(json, TensorBytes.encode(NUMBERS)))
        .hasMessageContaining("both data and binary_data_size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'inputs': [T]} {'inputs': [T]} | more behind the request's end",
        "{'inputs': [T]}] | Unexpected close marker",
        "{'inputs': [T, 7]} | inputs[1]: must be an object",
        "{'inputs': [T], 'outputs': ['a']} | outputs[0]: must be an object with a name",
      })
  void answersNothingThatItReadsOnlyInPart(String request, String message) {
    String tensor = "{'name':'x','datatype':'FP32','shape':[1],'data':[1]}";

    assertThatThrownBy(() -> read(request.replace("T", tensor).replace('\'', '"')))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(message);
  }

  @Test
  void takesOneRowAtLeastAndNoMoreThanACallMayHave() {
    String three = "{'inputs':[{'name':'x','datatype':'FP32','shape':[3,1],'data':[1,2,3]}]}";
    String wide = "{'inputs':[{'name':'x','datatype':'FP32','shape':[2000000000,0],'data':[]}]}";
    String none = "{'inputs':[{'name':'x','datatype':'FP32','shape':[0,3],'data':[]}]}";

    assertThat(read(three.replace('\'', '"')).requireRows(3).inputs()).hasSize(1);
    assertThatThrownBy(() -> read(three.replace('\'', '"')).requireRows(2))
        .hasMessage("There are more than 2 rows; send them in several calls.");
    assertThatThrownBy(() -> read(wide.replace('\'', '"')).requireRows(10_000))
        .hasMessageContaining("more than 10000 rows");
    assertThatThrownBy(() -> read(none.replace('\'', '"')).requireRows(2))
        .hasMessage("`x` has the shape [0, 3] and so no row; send at least one.");
  }

  private static TensorRequest read(String json, byte[]... binary) {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    byte[] body = head;
    for (byte[] part : binary) {
      int length = body.length;
      body = Arrays.copyOf(body, length + part.length);
      System.arraycopy(part, 0, body, length, part.length);
    }
    return TensorRequestReader.read(body, head.length);
  }
}
