package io.plimsoll.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * As much of JSON Schema 2020-12 as our schemas use. A word that it does not know is an error, so
 * that no schema says something that nobody checks.
 */
final class SchemaCheck {
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "$defs", "title", "description");

  private final Map<String, JsonNode> documents = new HashMap<>();

  SchemaCheck(List<JsonNode> schemas) {
    schemas.forEach(schema -> documents.put(schema.path("$id").asText(), schema));
  }

  /** Whether {@code value} fits the schema with this id. */
  boolean accepts(String id, JsonNode value) {
    JsonNode schema = document(id);
    return fits(schema, schema, value);
  }

  private boolean fits(JsonNode document, JsonNode schema, JsonNode value) {
    return schema.properties().stream()
        .allMatch(
            word ->
                ANNOTATIONS.contains(word.getKey())
                    || holds(document, schema, word.getKey(), word.getValue(), value));
  }

  private boolean holds(
      JsonNode document, JsonNode schema, String word, JsonNode rule, JsonNode value) {
    Predicate<JsonNode> fits = branch -> fits(document, branch, value);
    return switch (word) {
      case "$ref" -> refers(document, rule.asText(), value);
      case "anyOf" -> elements(rule).anyMatch(fits);
      case "oneOf" -> elements(rule).filter(fits).count() == 1;
      case "not" -> !fits.test(rule);
      case "const" -> rule.equals(value);
      case "enum" -> elements(rule).anyMatch(value::equals);
      case "type" ->
          rule.isArray()
              ? elements(rule).anyMatch(type -> isType(type.asText(), value))
              : isType(rule.asText(), value);
      case "minimum" ->
          !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) >= 0;
      case "maximum" ->
          !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) <= 0;
      case "minLength" -> !value.isTextual() || value.asText().length() >= rule.asInt();
      case "maxLength" -> !value.isTextual() || value.asText().length() <= rule.asInt();
      case "pattern" ->
          !value.isTextual() || Pattern.compile(rule.asText()).matcher(value.asText()).find();
      case "minItems" -> !value.isArray() || value.size() >= rule.asInt();
      case "maxItems" -> !value.isArray() || value.size() <= rule.asInt();
      case "items" ->
          !value.isArray() || elements(value).allMatch(item -> fits(document, rule, item));
      default -> !value.isObject() || holdsForObject(document, schema, word, rule, value);
    };
  }

  private boolean holdsForObject(
      JsonNode document, JsonNode schema, String word, JsonNode rule, JsonNode value) {
    return switch (word) {
      case "required" -> elements(rule).allMatch(name -> value.has(name.asText()));
      case "maxProperties" -> value.size() <= rule.asInt();
      case "propertyNames" ->
          value.properties().stream()
              .allMatch(field -> fits(document, rule, TextNode.valueOf(field.getKey())));
      case "properties" ->
          rule.properties().stream()
              .filter(property -> value.has(property.getKey()))
              .allMatch(
                  property -> fits(document, property.getValue(), value.get(property.getKey())));
      case "additionalProperties" ->
          value.properties().stream()
              .filter(field -> !schema.path("properties").has(field.getKey()))
              .allMatch(field -> fits(document, rule, field.getValue()));
      default -> throw new IllegalArgumentException("the word " + word + " is not checked");
    };
  }

  private boolean refers(JsonNode document, String reference, JsonNode value) {
    int hash = reference.indexOf('#');
    String id = hash < 0 ? reference : reference.substring(0, hash);
    JsonNode target = id.isEmpty() ? document : document(id);
    JsonNode schema = hash < 0 ? target : target.at(reference.substring(hash + 1));
    if (schema.isMissingNode()) {
      throw new IllegalArgumentException("there is no schema " + reference);
    }
    return fits(target, schema, value);
  }

  private JsonNode document(String id) {
    JsonNode schema = documents.get(id);
    if (schema == null) {
      throw new IllegalArgumentException("there is no schema " + id);
    }
    return schema;
  }

  private static boolean isType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("there is no type " + type);
    };
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
