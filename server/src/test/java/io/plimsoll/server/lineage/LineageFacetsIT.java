package io.plimsoll.server.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import io.plimsoll.events.LineageName;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every facet of the specification is taken and shown, in events of years ago as the examples of
 * the specification are. The facets are in {@code openlineage/facets.json}, with every member that
 * the schemas in {@code spec/facets} of OpenLineage (Apache License 2.0) name.
 */
class LineageFacetsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACE = "postgres://warehouse:5432";
  private static final JsonNode FACETS = facets();

  /** Which class of the client names the facets of a kind. */
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "run", OpenLineage.RunFacets.class,
          "job", OpenLineage.JobFacets.class,
          "dataset", OpenLineage.DatasetFacets.class,
          "input", OpenLineage.InputDatasetInputFacets.class,
          "output", OpenLineage.OutputDatasetOutputFacets.class);

  /** What is understood of a dataset, and not shown as it was sent but by what it says. */
  private static final Map<String, String> UNDERSTOOD =
      Map.of(
          "dataset.schema", "/fields/2/name",
          "dataset.columnLineage", "/columns/0/transformations/0",
          "dataset.dataQualityMetrics", "/quality/columns/0/nulls",
          "input.dataQualityMetrics", "/quality/columns/0/nulls",
          "input.dataQualityAssertions", "/checks/0/checks/0/name",
          "input.inputStatistics", "/uses/0/bytes",
          "output.outputStatistics", "/uses/0/bytes");

  /** A facet, and the event that it comes with. */
  private record Example(String kind, String facet, JsonNode said) {
    String name() {
      return kind + "." + facet;
    }

    UUID run() {
      return UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8));
    }

    ObjectNode event() {
      ObjectNode event = JSON.createObjectNode();
      event.put("eventType", "COMPLETE");
      event.put("eventTime", "2020-12-28T19:52:00.001+10:00");
      event.put("producer", "https://example.org/shop");
      event.put("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
      event.putObject("run").put("runId", run().toString()).putObject("facets");
      event.putObject("job").put("namespace", NAMESPACE).put("name", name()).putObject("facets");
      ArrayNode inputs = event.putArray("inputs");
      ArrayNode outputs = event.putArray("outputs");
      switch (kind) {
        case "run", "job" -> event.withObject("/" + kind + "/facets").set(facet, said);
        case "dataset" -> dataset(outputs).putObject("facets").set(facet, said);
        case "input" -> dataset(inputs).putObject("inputFacets").set(facet, said);
        case "output" -> dataset(outputs).putObject("outputFacets").set(facet, said);
        default -> throw new IllegalArgumentException(kind);
      }
      return event;
    }

    private ObjectNode dataset(ArrayNode among) {
      return among.addObject().put("namespace", NAMESPACE).put("name", name());
    }
  }

  @Test
  void takesAndShowsEveryFacet() {
    TestServerTenant tenant = TestServerTenant.in(TestServer.shared(), "lineage-facets");
    List<Example> examples = examples();
    ArrayNode batch = JSON.createArrayNode();
    examples.forEach(each -> batch.add(each.event()));

    JsonNode answer =
        tenant
            .machine()
            .send(
                "POST", "/api/v1/lineage/batch", batch.toString().getBytes(StandardCharsets.UTF_8))
            .expect(200)
            .json();

    assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
    TestServerPatience.until(
        "all events",
        () ->
            tenant.count("SELECT count(*) FROM lineage_events WHERE project_id = :project")
                == examples.size());
    for (Example each : examples) {
      JsonNode shown = shown(tenant, each);
      String understood = UNDERSTOOD.get(each.name());
      if (understood == null) {
        assertThat(shown.path("facets").path(each.facet())).as(each.name()).isEqualTo(each.said());
      } else {
        assertThat(shown.at(understood).isValueNode()).as(each.name() + " in " + shown).isTrue();
      }
    }
  }

  @Test
  void hasAnExampleOfEveryFacetThatTheClientOfJavaKnows() {
    KINDS.forEach(
        (kind, type) -> {
          TreeSet<String> ours = new TreeSet<>();
          FACETS.path(kind).fieldNames().forEachRemaining(ours::add);
          assertThat(ours).as(kind).containsAll(facetsOf(type));
        });
  }

  @Test
  void examplesHaveTheFormThatTheClientOfJavaReads() {
    for (Example each : examples()) {
      // Explicit lineage is made of interfaces, which the client writes and does not read.
      if (!each.facet().equals("lineage")) {
        assertThatCode(() -> OpenLineageClientUtils.runEventFromJson(each.event().toString()))
            .as(each.name())
            .doesNotThrowAnyException();
      }
    }
  }

  private static JsonNode shown(TestServerTenant tenant, Example each) {
    String path =
        switch (each.kind()) {
          case "run" -> "/runs/" + each.run();
          case "job" -> "/jobs/" + id(each);
          default -> "/datasets/" + id(each);
        };
    return tenant.owner().get(tenant.path() + "/lineage" + path).expect(200).json();
  }

  private static UUID id(Example each) {
    return new LineageName(NAMESPACE, each.name()).id();
  }

  private static List<String> facetsOf(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> name.startsWith("get") && !name.equals("getAdditionalProperties"))
        .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4))
        .toList();
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (Map.Entry<String, JsonNode> kind : FACETS.properties()) {
      for (Map.Entry<String, JsonNode> facet : kind.getValue().properties()) {
        ObjectNode said = facet.getValue().deepCopy();
        said.put("_producer", "https://example.org/shop");
        said.put("_schemaURL", "https://openlineage.io/spec/facets/1-0-0/" + facet.getKey());
        examples.add(new Example(kind.getKey(), facet.getKey(), said));
      }
    }
    return examples;
  }

  private static JsonNode facets() {
    try (InputStream file =
        Objects.requireNonNull(
            LineageFacetsIT.class.getResourceAsStream("/openlineage/facets.json"))) {
      return JSON.readTree(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
