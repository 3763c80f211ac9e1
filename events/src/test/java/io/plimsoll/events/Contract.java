package io.plimsoll.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The examples and the schemas of the folder contract, as every language reads them. */
final class Contract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER =
      Path.of(System.getProperty("plimsoll.contract", "../contract"));

  private Contract() {}

  /**
   * One example.
   *
   * @param file the golden file that it stands in, without its ending
   * @param json the event's bytes
   * @param code why it is refused; empty if it is taken
   * @param isBeyondSchema whether the refusal is one that a schema cannot state
   */
  record Example(
      String file,
      String name,
      byte[] json,
      Instant now,
      Optional<String> code,
      boolean isBeyondSchema) {
    @Override
    public String toString() {
      return file + ": " + name;
    }
  }

  static List<Example> examples() {
    return files("golden").flatMap(Contract::examples).toList();
  }

  static List<JsonNode> schemas() {
    return files("events").map(Contract::read).toList();
  }

  private static Stream<Example> examples(Path file) {
    JsonNode root = read(file);
    return Stream.of("good", "bad")
        .flatMap(list -> elements(root.path(list)))
        .map(example -> example(file, root, example));
  }

  private static Example example(Path file, JsonNode root, JsonNode example) {
    String text =
        example.has("text") ? example.path("text").asText() : example.path("event").toString();
    return new Example(
        file.getFileName().toString().replace(".json", ""),
        example.path("name").asText(),
        text.getBytes(StandardCharsets.UTF_8),
        Instant.parse(root.path("now").asText()),
        Optional.ofNullable(example.get("code")).map(JsonNode::asText),
        example.path("beyondSchema").asBoolean());
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException("the contract is not there", failure);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException failure) {
      throw new UncheckedIOException(file + " cannot be read", failure);
    }
  }
}
