package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binary tensor data extension of the Open Inference Protocol, byte for byte. */
class BinaryTensorsIT {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "binary-tensors");

  @BeforeAll
  static void push(@TempDir Path folder) {
    new TestServerGit(folder)
        .withOnnxModel()
        .commit("first")
        .push(TENANT.gitUrl("storm"), TENANT.key())
        .expectSuccess();
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void advertisesTheExtension() {
    assertThat(TENANT.machine().get("/v2").expect(200).json().path("extensions").toString())
        .contains("binary_tensor_data");
  }

  @Test
  void answersBinaryWithBinary() throws Exception {
    String json =
        """
        {"inputs":[{"name":"X","datatype":"FP32","shape":[2,3],"parameters":{"binary_data_size":24}}],
         "parameters":{"binary_data_output":true}}
        """;

    HttpResponse<byte[]> response = infer(json, floats(2, 1, 0, -9, 1, 0));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
    int jsonBytes = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
    JsonNode head = JSON.readTree(Arrays.copyOf(response.body(), jsonBytes));
    ByteBuffer values =
        ByteBuffer.wrap(response.body(), jsonBytes, response.body().length - jsonBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(head.at("/outputs/0/name").asText()).isEqualTo("label");
    assertThat(head.at("/outputs/0/datatype").asText()).isEqualTo("INT64");
    assertThat(head.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(16);
    assertThat(head.at("/outputs/0").has("data")).isFalse();
    assertThat(head.at("/outputs/1/parameters/binary_data_size").asInt()).isEqualTo(16);
    assertThat(values.remaining()).isEqualTo(32);
    assertThat(values.getLong()).isEqualTo(1);
    assertThat(values.getLong()).isZero();
    assertThat(values.getFloat() + values.getFloat()).isBetween(0.999f, 1.001f);
  }

  @Test
  void mixesFormsAsTheyAreAskedFor() throws Exception {
    String json =
        """
        {"inputs":[{"name":"X","datatype":"FP32","shape":[1,3],"data":[2,1,0]}],
         "outputs":[{"name":"label","parameters":{"binary_data":true}},
                    {"name":"probabilities","parameters":{"binary_data":false}}]}
        """;
    String probabilities =
        TENANT.machine().get("/v2/models/storm").expect(200).json().at("/outputs/1/name").asText();

    HttpResponse<byte[]> response = infer(json.replace("probabilities", probabilities));

    int jsonBytes = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
    JsonNode head = JSON.readTree(Arrays.copyOf(response.body(), jsonBytes));
    assertThat(response.body().length - jsonBytes).isEqualTo(8);
    assertThat(head.at("/outputs/1/data").size()).isEqualTo(2);
  }

  @Test
  void answersJsonWhereNothingBinaryIsAskedFor() throws Exception {
    String json =
        """
        {"inputs":[{"name":"X","datatype":"FP32","shape":[1,3],"parameters":{"binary_data_size":12}}]}
        """;

    HttpResponse<byte[]> response = infer(json, floats(2, 1, 0));

    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue(LENGTH)).isEmpty();
    assertThat(JSON.readTree(response.body()).at("/outputs/0/data/0").asInt()).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongWithTheLength() throws Exception {
    for (String length : new String[] {"0", "-1", "99999", "many"}) {
      HttpResponse<byte[]> response = send("{}".getBytes(StandardCharsets.UTF_8), length);

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(JSON.readTree(response.body()).path("error").asText()).contains(LENGTH, length);
    }
  }

  @Test
  void takesRowsAsManyAsACallMayHave() throws Exception {
    String json =
        """
        {"inputs":[{"name":"X","datatype":"FP32","shape":[%d,3],"parameters":{"binary_data_size":%d}}]}
        """;

    assertThat(infer(json.formatted(10_000, 120_000), new byte[120_000]).statusCode())
        .isEqualTo(200);
    HttpResponse<byte[]> many = infer(json.formatted(10_001, 120_012), new byte[120_012]);
    HttpResponse<byte[]> none = infer(json.formatted(0, 0));

    assertThat(many.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(many.body()).path("error").asText()).contains("more than 10000 rows");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(none.body()).path("error").asText()).contains("no row");
  }

  @Test
  void takesPackedCalls() throws Exception {
    byte[] plain =
        """
        {"inputs":[{"name":"X","datatype":"FP32","shape":[1,3],"data":[2,1,0]}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] zipped = packed(GZIPOutputStream::new, plain);

    JsonNode expected = sent("identity", plain).expect(200).json().path("outputs");
    assertThat(sent("gzip", zipped).expect(200).json().path("outputs")).isEqualTo(expected);
    assertThat(
            sent("deflate", packed(DeflaterOutputStream::new, plain))
                .expect(200)
                .json()
                .path("outputs"))
        .isEqualTo(expected);
    assertThat(sent("gzip", plain).expect(400).body()).contains("The body is not gzip");
    assertThat(sent("br", plain).expect(400).body()).contains("\\\"br\\\" is not taken");
    sent("gzip", packed(GZIPOutputStream::new, new byte[64 << 20])).expect(413);
  }

  private static TestServerAnswer sent(String encoding, byte[] body) {
    return TENANT
        .machine()
        .with("Content-Encoding", encoding)
        .send("POST", "/v2/models/storm/infer", body);
  }

  private static byte[] packed(Packer packer, byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packer.open(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private interface Packer {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static HttpResponse<byte[]> infer(String json, byte[]... binary)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    body.write(head);
    for (byte[] part : binary) {
      body.write(part);
    }
    return send(body.toByteArray(), Integer.toString(head.length));
  }

  private static HttpResponse<byte[]> send(byte[] body, String length)
      throws IOException, InterruptedException {
    URI address = SERVER.url().resolve("/v2/models/storm/infer");
    return HTTP.send(
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + TENANT.key())
            .header(LENGTH, length)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
