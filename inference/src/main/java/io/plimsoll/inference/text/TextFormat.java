package io.plimsoll.inference.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.text.Analysis.Units;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the description that {@code plimsoll_worker/texts.py} writes. Throws {@link
 * IllegalArgumentException} for one that does not hold together.
 */
final class TextFormat {

  /** Another version means another thing by the same words. */
  private static final int VERSION = 1;

  /** A matrix is one string; how long it may be is decided by the size of the file. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private TextFormat() {}

  static TextInput parse(String description) {
    try {
      JsonNode root = JSON.readTree(description);
      if (root.required("version").asInt() != VERSION) {
        throw new IllegalArgumentException("version " + root.required("version"));
      }
      List<TextPart> parts = new ArrayList<>();
      for (JsonNode part : root.required("parts")) {
        parts.add(part(part));
      }
      return new TextInput(root.required("input").asText(), root.required("width").asInt(), parts);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  static TextPart part(JsonNode part) {
    List<Weighting> weightings = new ArrayList<>();
    for (JsonNode weighting : part.required("weightings")) {
      weightings.add(weighting(weighting));
    }
    return new TextPart(
        part.required("column").asText(),
        analysis(part),
        terms(part),
        part.required("binary").asBoolean(),
        part.required("single").asBoolean(),
        weightings,
        part.required("offset").asInt(),
        present(part.required("matrix")).map(TextFormat::matrix));
  }

  private static Terms terms(JsonNode part) {
    if (part.has("hashed")) {
      JsonNode hashed = part.required("hashed");
      return new HashedTerms(
          hashed.required("size").asInt(), hashed.required("alternate").asBoolean());
    }
    return new Vocabulary(texts(part.required("vocabulary")));
  }

  private static Weighting weighting(JsonNode weighting) {
    Weighting.Norm norm =
        switch (weighting.required("norm").asText()) {
          case "null" -> Weighting.Norm.NONE;
          case "l1" -> Weighting.Norm.L1;
          case "l2" -> Weighting.Norm.L2;
          case String other -> throw new IllegalArgumentException("the norm " + other);
        };
    return new Weighting(
        weighting.required("sublinear").asBoolean(),
        present(weighting.required("idf")).map(TextFormat::doubles),
        norm);
  }

  private static SparseMatrix matrix(JsonNode matrix) {
    return new SparseMatrix(
        matrix.required("columns").asInt(),
        integers(matrix.required("starts")),
        integers(matrix.required("places")),
        doubles(matrix.required("values")));
  }

  private static Analysis analysis(JsonNode part) {
    Units units =
        switch (part.required("analyzer").asText()) {
          case "word" -> words(part);
          case "char" -> new Units.Letters(set(part.required("space")), false);
          case "char_wb" -> new Units.Letters(set(part.required("space")), true);
          case String other -> throw new IllegalArgumentException("the analyzer " + other);
        };
    return new Analysis(
        present(part.required("lower")).map(TextFormat::lowerCase),
        present(part.required("accents")).map(node -> map(node, set(node.required("dropped")))),
        units,
        part.required("least").asInt(),
        part.required("most").asInt());
  }

  private static Units words(JsonNode part) {
    List<CharacterSet> sets = new ArrayList<>();
    for (JsonNode members : part.required("sets")) {
      sets.add(set(members));
    }
    List<TokenPattern.Step> steps = new ArrayList<>();
    for (JsonNode step : part.required("steps")) {
      Optional<CharacterSet> members =
          present(step.required("set")).map(number -> chosen(sets, number.asInt()));
      steps.add(
          new TokenPattern.Step(
              members, step.required("least").asInt(), step.required("most").asInt()));
    }
    return new Units.Words(
        new TokenPattern(steps, set(part.required("word"))),
        new Vocabulary(texts(part.required("stopWords"))));
  }

  private static CharacterSet chosen(List<CharacterSet> sets, int number) {
    if (number < 0 || number >= sets.size()) {
      throw new IllegalArgumentException("a step of a pattern names the set " + number);
    }
    return sets.get(number);
  }

  private static LowerCase lowerCase(JsonNode node) {
    CharacterSet none = new CharacterSet(new int[0]);
    return new LowerCase(
        map(node, none), set(node.required("cased")), set(node.required("ignored")));
  }

  private static CharacterMap map(JsonNode node, CharacterSet dropped) {
    JsonNode characters = node.required("characters");
    return new CharacterMap(
        points(characters.required("from")), texts(characters.required("to")), dropped);
  }

  private static CharacterSet set(JsonNode edges) {
    return new CharacterSet(points(edges));
  }

  private static int[] points(JsonNode numbers) {
    int[] points = new int[numbers.size()];
    for (int i = 0; i < points.length; i++) {
      points[i] = numbers.get(i).asInt();
    }
    return points;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>(node.size());
    node.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static int[] integers(JsonNode packed) {
    ByteBuffer bytes = bytes(packed, Integer.BYTES);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private static double[] doubles(JsonNode packed) {
    ByteBuffer bytes = bytes(packed, Double.BYTES);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  private static ByteBuffer bytes(JsonNode packed, int width) {
    byte[] bytes = Base64.getDecoder().decode(packed.asText());
    if (bytes.length % width != 0) {
      throw new IllegalArgumentException("packed numbers of %d bytes".formatted(bytes.length));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Optional<JsonNode> present(JsonNode node) {
    return node.isNull() ? Optional.empty() : Optional.of(node);
  }
}
