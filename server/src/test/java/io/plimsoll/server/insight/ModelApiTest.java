package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.VersionSignature;
import io.plimsoll.server.registry.VersionSignature.Spec;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Addresses ADDRESSES = new Addresses(URI.create("http://plimsoll.test"));
  private static final VersionSignature SIGNATURE =
      new VersionSignature(
          List.of(new Spec("temp", "FP64", List.of(-1L)), new Spec("city", "BYTES", List.of(-1L))),
          List.of(new Spec("label", "INT64", List.of(-1L))));
  private static final List<Feature> FEATURES =
      List.of(
          new Feature("temp", FeatureType.NUMBER),
          new Feature("city", FeatureType.STRING),
          new Feature("ships", FeatureType.INTEGER),
          new Feature("wet", FeatureType.BOOLEAN));

  private static JsonNode describe(List<Feature> features) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("temp", 1.5);
    row.put("city", "Turin");
    row.put("ships", 2);
    row.put("wet", true);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("label", 1L);
    answer.put("note", null);
    return ModelApi.describe(
        "crane",
        new CatalogueStore.Example(3, features, SIGNATURE, List.of(row), List.of(answer)),
        ADDRESSES);
  }

  /** The schema of a component, with what it refers to. */
  private static JsonSchema schema(JsonNode api, String name) {
    var root = JSON.createObjectNode();
    root.put("$ref", "#/components/schemas/" + name);
    root.set("components", api.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
  }

  private static List<String> faults(JsonNode api, String name, String json) throws Exception {
    return schema(api, name).validate(JSON.readTree(json)).stream().map(Object::toString).toList();
  }

  @Test
  void describesTheCallsOfTheVersionInProduction() {
    JsonNode api = describe(FEATURES);

    assertThat(api.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(api.at("/info/version").asText()).isEqualTo("3");
    assertThat(api.at("/servers/0/url").asText()).isEqualTo("http://plimsoll.test");
    assertThat(api.path("paths").fieldNames())
        .toIterable()
        .containsExactly(
            "/v2/models/crane/predict",
            "/v2/models/crane/infer",
            "/v2/models/crane",
            "/v2/models/crane/ready");
    assertThat(api.path("paths").findValues("$ref"))
        .allSatisfy(
            reference ->
                assertThat(api.at(reference.asText().substring(1)).isObject())
                    .as(reference.asText())
                    .isTrue());
  }

  @Test
  void itsExampleFitsItsOwnSchema() throws Exception {
    JsonNode api = describe(FEATURES);
    JsonNode example =
        api.at("/paths/~1v2~1models~1crane~1predict/post/requestBody/content/application~1json")
            .path("example");

    assertThat(example.at("/features/city").asText()).isEqualTo("Turin");
    assertThat(faults(api, "PredictionRequest", example.toString())).isEmpty();
  }

  @Test
  void takesMissingNumbersAndTextsAndNothingElse() throws Exception {
    JsonNode api = describe(FEATURES);
    String missing = "{\"rows\": [{\"temp\": null, \"city\": null, \"ships\": 1, \"wet\": false}]}";

    assertThat(faults(api, "PredictionRequest", missing)).isEmpty();
    for (String wrong :
        List.of(
            missing.replace("\"ships\": 1", "\"ships\": null"),
            missing.replace("\"wet\": false", "\"wet\": 0"),
            missing.replace("\"temp\": null", "\"temp\": \"warm\""),
            missing.replace("\"city\": null, ", ""),
            missing.replace("\"wet\"", "\"wett\""))) {
      assertThat(faults(api, "PredictionRequest", wrong)).as(wrong).isNotEmpty();
    }
  }

  @Test
  void describesTensorsByTheSignature() throws Exception {
    JsonNode api = describe(FEATURES);
    String tensors =
        """
        {"inputs": [{"name": "temp", "datatype": "FP64", "shape": [1], "data": [1.5]},
                    {"name": "city", "datatype": "BYTES", "shape": [1], "data": ["Turin"]}]}
        """;

    assertThat(faults(api, "InferenceRequest", tensors)).isEmpty();
    assertThat(faults(api, "InferenceRequest", tensors.replace("FP64", "FP16"))).isNotEmpty();
    assertThat(faults(api, "InferenceRequest", "{\"inputs\": []}")).isNotEmpty();
  }

  @Test
  void leavesTheNamedCallOutWhereNobodyNamesTheFeatures() {
    JsonNode api = describe(List.of());

    assertThat(api.path("paths").has("/v2/models/crane/predict")).isFalse();
    assertThat(api.at("/components/schemas").has("Features")).isFalse();
  }
}
