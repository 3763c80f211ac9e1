package io.plimsoll.server.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.VersionSignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the OpenAPI 3.1 description of one model's endpoint: the two calls with the model's own
 * features, tensors and an example that it is known to answer, so that a client can be generated.
 */
final class ModelApi {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper VALUES = new ObjectMapper();
  private static final String JSON_TYPE = "application/json";

  private final String model;
  private final CatalogueStore.Example example;

  private ModelApi(String model, CatalogueStore.Example example) {
    this.model = model;
    this.example = example;
  }

  static JsonNode describe(String model, CatalogueStore.Example example, Addresses addresses) {
    ModelApi api = new ModelApi(model, example);
    ObjectNode root = object();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", model)
        .put("version", String.valueOf(example.version()))
        .put(
            "description",
            "Version %d, which is in production. Another one answers below versions/{version}."
                .formatted(example.version()));
    root.putArray("servers").addObject().put("url", addresses.publicUrl().toString());
    root.putArray("security").addObject().putArray("apiKey");
    root.set("paths", api.paths());
    root.set("components", api.components());
    return root;
  }

  private ObjectNode paths() {
    String path = "/v2/models/" + model;
    ObjectNode paths = object();
    if (!example.features().isEmpty()) {
      ObjectNode predict = paths.putObject(path + "/predict").putObject("post");
      call(predict, "predict", "Predicts one row or several, by the names of their features.");
      body(predict.putObject("requestBody").put("required", true), "PredictionRequest", row());
      respond(predict, "Predictions", "One prediction for each row, in their order.");
    }
    ObjectNode infer = paths.putObject(path + "/infer").putObject("post");
    call(infer, "infer", "Predicts tensors, by the Open Inference Protocol.");
    body(infer.putObject("requestBody").put("required", true), "InferenceRequest", null);
    respond(infer, "InferenceAnswer", "The outputs, with a row for each row that was sent.");
    ObjectNode metadata = paths.putObject(path).putObject("get");
    call(metadata, "metadata", "What the model takes and answers.");
    respond(metadata, "Metadata", "Inputs and outputs with datatypes and shapes.");
    ObjectNode ready = paths.putObject(path + "/ready").putObject("get");
    call(ready, "ready", "Whether the model answers.");
    respond(ready, "Ready", "It does.");
    return paths;
  }

  private static void call(ObjectNode operation, String id, String summary) {
    operation.put("operationId", id).put("summary", summary);
  }

  private @Nullable JsonNode row() {
    return example.rows().isEmpty()
        ? null
        : object().set("features", VALUES.valueToTree(example.rows().getFirst()));
  }

  private static void body(ObjectNode holder, String schema, @Nullable JsonNode sample) {
    ObjectNode content = holder.putObject("content").putObject(JSON_TYPE);
    content.set("schema", reference(schema));
    if (sample != null) {
      content.set("example", sample);
    }
  }

  private static void respond(ObjectNode operation, String schema, String description) {
    ObjectNode responses = operation.putObject("responses");
    body(responses.putObject("200").put("description", description), schema, null);
    failure(responses, "400", "A name, type, shape or value is wrong; the message names it.");
    failure(responses, "401", "The API key is missing, not valid, or was revoked.");
    failure(responses, "403", "The API key does not have the scope predict.");
    failure(responses, "404", "There is no such model, or the key is of another project.");
    failure(responses, "413", "The body is larger than the server takes.");
    failure(responses, "503", "The model is being loaded, or has more calls than it can answer.");
  }

  private static void failure(ObjectNode responses, String status, String description) {
    body(responses.putObject(status).put("description", description), "Error", null);
  }

  private ObjectNode components() {
    ObjectNode components = object();
    components
        .putObject("securitySchemes")
        .putObject("apiKey")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "An API key of the project with the scope predict.");
    ObjectNode schemas = components.putObject("schemas");
    if (!example.features().isEmpty()) {
      schemas.set("Features", features());
      schemas.set("PredictionRequest", predictionRequest());
      schemas.set("Predictions", predictions());
    }
    schemas.set("InferenceRequest", inferenceRequest());
    schemas.set("InferenceAnswer", inferenceAnswer());
    schemas.set("Metadata", metadata());
    schemas.set(
        "Ready", record(property("name", type("string")), property("ready", type("boolean"))));
    schemas.set("Error", record(property("error", type("string"))));
    return components;
  }

  private ObjectNode features() {
    ObjectNode features = type("object").put("additionalProperties", false);
    ObjectNode properties = features.putObject("properties");
    for (Feature feature : example.features()) {
      properties.set(feature.name(), of(feature.type()));
      features.withArray("required").add(feature.name());
    }
    return features;
  }

  private static ObjectNode of(FeatureType type) {
    return switch (type) {
      case NUMBER -> nullable("number").put("description", "null where it is missing");
      case STRING -> nullable("string").put("description", "null where it is missing");
      case INTEGER -> type("integer").put("format", "int64");
      case BOOLEAN -> type("boolean");
    };
  }

  private ObjectNode predictionRequest() {
    ObjectNode id = type("string").put("format", "uuid").put("description", "for feedback; a UUID");
    ObjectNode one = record(property("features", reference("Features")));
    one.withObject("/properties").set("id", id);
    ObjectNode several = record(property("rows", listOf(reference("Features"))));
    several.withObject("/properties").set("ids", listOf(id));
    ObjectNode either = object();
    either.putArray("oneOf").add(one).add(several);
    return either;
  }

  private ObjectNode predictions() {
    ObjectNode outputs = type("object");
    ObjectNode properties = outputs.putObject("properties");
    if (!example.answers().isEmpty()) {
      example.answers().getFirst().forEach((name, value) -> properties.set(name, ofSeen(value)));
    }
    ObjectNode id = type("string").put("format", "uuid");
    return record(
        property("model", type("string")),
        property("version", type("string")),
        property("predictions", listOf(record(property("id", id), property("outputs", outputs)))));
  }

  /** The type of an output as the plain call writes it; what it was once, it may miss later. */
  private static ObjectNode ofSeen(@Nullable Object value) {
    return switch (value) {
      case null -> object();
      case Boolean flag -> type("boolean");
      case Number number -> nullable("number");
      default -> nullable("string");
    };
  }

  private ObjectNode inferenceRequest() {
    ObjectNode inputs = type("array");
    inputs
        .put("minItems", 1)
        .putObject("items")
        .set("oneOf", tensors(example.signature().inputs()));
    ObjectNode request = record(property("inputs", inputs));
    request.withObject("/properties").set("id", type("string"));
    return request;
  }

  private ObjectNode inferenceAnswer() {
    ObjectNode outputs = type("array");
    outputs.putObject("items").set("oneOf", tensors(example.signature().outputs()));
    return record(
        property("model_name", type("string")),
        property("model_version", type("string")),
        property("id", type("string")),
        property("outputs", outputs));
  }

  private static JsonNode tensors(List<VersionSignature.Spec> specs) {
    var schemas = JSON.arrayNode();
    for (VersionSignature.Spec spec : specs) {
      ObjectNode shape = listOf(type("integer")).put("description", "as " + spec.shape());
      schemas.add(
          record(
              property("name", constant(spec.name())),
              property("datatype", constant(spec.datatype())),
              property("shape", shape),
              property("data", type("array"))));
    }
    return schemas;
  }

  private static ObjectNode metadata() {
    ObjectNode tensor =
        record(
            property("name", type("string")),
            property("datatype", type("string")),
            property("shape", listOf(type("integer"))));
    return record(
        property("name", type("string")),
        property("versions", listOf(type("string"))),
        property("platform", type("string")),
        property("inputs", listOf(tensor)),
        property("outputs", listOf(tensor.deepCopy())));
  }

  private record Property(String name, JsonNode schema) {}

  private static Property property(String name, JsonNode schema) {
    return new Property(name, schema);
  }

  /** An object that has all of these. */
  private static ObjectNode record(Property... properties) {
    ObjectNode schema = type("object");
    ObjectNode named = schema.putObject("properties");
    for (Property property : properties) {
      named.set(property.name(), property.schema());
      schema.withArray("required").add(property.name());
    }
    return schema;
  }

  private static ObjectNode listOf(JsonNode items) {
    return type("array").set("items", items);
  }

  private static ObjectNode constant(String value) {
    return type("string").put("const", value);
  }

  private static ObjectNode type(String type) {
    return object().put("type", type);
  }

  private static ObjectNode nullable(String type) {
    ObjectNode schema = object();
    schema.putArray("type").add(type).add("null");
    return schema;
  }

  private static ObjectNode reference(String schema) {
    return object().put("$ref", "#/components/schemas/" + schema);
  }

  private static ObjectNode object() {
    return JSON.objectNode();
  }
}
