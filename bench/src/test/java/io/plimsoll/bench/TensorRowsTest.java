package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.protocol.ModelInferRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorRowsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ObjectNode> rows =
      List.of(
          JSON.createObjectNode().put("carrier", "Ä").put("temp", 39.5),
          JSON.createObjectNode().put("carrier", "").putNull("temp"));

  @Test
  void writesTheBytesOfAllRowsBehindTheJson() throws IOException {
    TensorRows.BinaryBody body = TensorRows.of(rows, metadata("FP32")).binaryBody();

    JsonNode json = JSON.readTree(Arrays.copyOf(body.bytes(), body.jsonBytes()));
    ByteBuffer binary =
        ByteBuffer.wrap(body.bytes(), body.jsonBytes(), body.bytes().length - body.jsonBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(json.at("/inputs/0/shape").toString()).isEqualTo("[2,1]");
    assertThat(json.at("/inputs/0/parameters/binary_data_size").asInt()).isEqualTo(10);
    assertThat(json.at("/parameters/binary_data_output").asBoolean()).isTrue();
    assertThat(binary.getInt()).isEqualTo(2);
    byte[] text = new byte[2];
    binary.get(text);
    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("Ä");
    assertThat(binary.getInt()).isZero();
    assertThat(binary.getFloat()).isEqualTo(39.5f);
    assertThat(binary.getFloat()).isNaN();
    assertThat(binary.hasRemaining()).isFalse();
  }

  @Test
  void writesTheSameBytesIntoAMessage() throws IOException {
    ModelInferRequest message = TensorRows.of(rows, metadata("FP64")).message("late");

    assertThat(message.getModelName()).isEqualTo("late");
    assertThat(message.getInputs(1).getDatatype()).isEqualTo("FP64");
    assertThat(message.getInputs(1).getShapeList()).containsExactly(2L, 1L);
    assertThat(message.getRawInputContents(0).size()).isEqualTo(10);
    assertThat(message.getRawInputContents(1).size()).isEqualTo(16);
  }

  @Test
  void writesTheSameValuesAsJson() throws IOException {
    JsonNode body = JSON.readTree(TensorRows.of(rows, metadata("FP64")).jsonBody());

    assertThat(body.at("/inputs/0/shape").toString()).isEqualTo("[2,1]");
    assertThat(body.at("/inputs/0/data").toString()).isEqualTo("[\"Ä\",\"\"]");
    assertThat(body.at("/inputs/1/data").toString()).isEqualTo("[39.5,null]");
  }

  @Test
  void writesAllFeaturesAsOneMatrix() throws IOException {
    List<ObjectNode> numbers =
        List.of(
            JSON.createObjectNode().put("width", 1.5).put("height", 2),
            JSON.createObjectNode().put("width", 3).put("height", 4.25));

    JsonNode body = JSON.readTree(TensorRows.matrix(numbers).jsonBody());

    assertThat(body.at("/inputs").size()).isEqualTo(1);
    assertThat(body.at("/inputs/0/shape").toString()).isEqualTo("[2,2]");
    assertThat(body.at("/inputs/0/data").toString()).isEqualTo("[1.5,2.0,3.0,4.25]");
  }

  @Test
  void saysWhatItCannotWrite() throws IOException {
    JsonNode unknown = metadata("FP16");

    assertThatThrownBy(() -> TensorRows.of(rows, unknown)).hasMessageContaining("FP16");
  }

  private static JsonNode metadata(String type) throws IOException {
    return JSON.readTree(
        """
        {"inputs": [{"name": "carrier", "datatype": "BYTES", "shape": [-1, 1]},
                    {"name": "temp", "datatype": "%s", "shape": [-1, 1]}]}
        """
            .formatted(type));
  }
}
