package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRowsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  FlightRowsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesPlainCallsWithTypedValues() throws IOException {
    FlightRows flights = read("carrier,hour,temp\nUA,5,39.2\nB6,6,\n");

    assertThat(flights.plainBodies().stream().map(FlightRowsTest::text))
        .containsExactly(
            "{\"features\":{\"carrier\":\"UA\",\"hour\":5,\"temp\":39.2}}",
            "{\"features\":{\"carrier\":\"B6\",\"hour\":6,\"temp\":null}}");
  }

  @Test
  void writesTensorsInTheShapeThatTheModelSays() throws IOException {
    JsonNode metadata =
        JSON.readTree(
            "{\"inputs\":[{\"name\":\"temp\",\"datatype\":\"FP32\",\"shape\":[-1,1]},"
                + "{\"name\":\"carrier\",\"datatype\":\"BYTES\",\"shape\":[-1,1]}]}");

    assertThat(
            read("carrier,temp\nUA,39.2\n").tensorBodies(metadata).stream()
                .map(FlightRowsTest::text))
        .containsExactly(
            "{\"inputs\":["
                + "{\"name\":\"temp\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[39.2]},"
                + "{\"name\":\"carrier\",\"datatype\":\"BYTES\",\"shape\":[1,1],\"data\":[\"UA\"]}]}");
  }

  @Test
  void namesTheInputThatTheFlightsDoNotHave() throws IOException {
    JsonNode metadata =
        JSON.readTree("{\"inputs\":[{\"name\":\"age\",\"datatype\":\"FP32\",\"shape\":[-1,1]}]}");
    FlightRows flights = read("temp\n39.2\n");

    assertThatThrownBy(() -> flights.tensorBodies(metadata)).hasMessageContaining("\"age\"");
  }

  private FlightRows read(String csv) throws IOException {
    return FlightRows.read(Files.writeString(folder.resolve("baseline.csv"), csv));
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
