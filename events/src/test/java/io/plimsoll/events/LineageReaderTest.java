package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in the forms of the specification, with every facet that is understood. */
class LineageReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String RUN = "3b452093-782c-4ef2-9c0c-aafe2aa6f34d";

  private final LineageReader reader = new LineageReader();

  @Test
  void readsARunWithItsFacets() throws EventRefusedException {
    LineageFacts.Run run =
        facts(
                """
                {"eventTime":"2020-12-28T19:52:00.001+10:00","eventType":"FAIL","producer":"p","schemaURL":"s",
                 "run":{"runId":"%s","facets":{
                   "parent":{"run":{"runId":"%s"},"job":{"namespace":"n","name":"p"}},
                   "nominalTime":{"nominalStartTime":"2020-12-17T03:00:00Z","nominalEndTime":"2020-12-17T04:00:00Z"},
                   "errorMessage":{"message":"no\\u0000disk","programmingLanguage":"JAVA","stackTrace":"at x"},
                   "processing_engine":{"name":"spark","version":"4.0.0"},
                   "test":{"tests":[{"name":"a","status":"pass"},{"name":"b","status":"fail","severity":"warn"},
                                    {"name":"c","status":"fail"},{"name":"d","status":"skip"}]}}},
                 "job":{"namespace":"n","name":"j"}}
                """
                    .formatted(RUN, RUN))
            .run()
            .orElseThrow();

    assertThat(run.state()).isEqualTo(LineageFacts.State.FAIL);
    assertThat(run.parent()).contains(UUID.fromString(RUN));
    assertThat(run.nominal().orElseThrow().end()).contains(Instant.parse("2020-12-17T04:00:00Z"));
    assertThat(run.error().orElseThrow().message()).isEqualTo("no\uFFFDdisk");
    assertThat(run.engine()).contains("spark 4.0.0");
    LineageFacts.Checks tests = run.tests().orElseThrow();
    assertThat(tests.passed()).isEqualTo(1);
    assertThat(tests.failed()).isEqualTo(1);
    assertThat(tests.warned()).isEqualTo(1);
  }

  @Test
  void readsTheOldestExampleOfTheSpecification() throws EventRefusedException {
    Event.Lineage event =
        read(
            """
            {"transition":"START","eventTime":"2020-12-09T23:37:31.081Z","run":{"runId":"%s"},
             "job":{"namespace":"my-scheduler-namespace","name":"myjob.mytask"},
             "inputs":[{"namespace":"my-datasource-namespace","name":"instance.schema.table"}],
             "outputs":[{"namespace":"my-datasource-namespace","name":"instance.schema.output_table"}],
             "producer":"https://github.com/OpenLineage/OpenLineage/blob/v1-0-0/client"}
            """
                .formatted(RUN));

    assertThat(event.occurredAt()).isEqualTo(Instant.parse("2020-12-09T23:37:31.081Z"));
    assertThat(event.facts().run().orElseThrow().state()).isEqualTo(LineageFacts.State.START);
    assertThat(event.facts().datasets())
        .extracting(LineageFacts.Dataset::direction)
        .containsExactly(LineageFacts.Direction.INPUT, LineageFacts.Direction.OUTPUT);
  }

  @Test
  void readsADatasetWithItsFacets() throws EventRefusedException {
    LineageFacts.Dataset dataset =
        facts(
                """
                {"eventTime":"2026-01-01T00:00:00Z","dataset":{"namespace":"s3://b","name":"t","facets":{
                  "schema":{"fields":[{"name":"a","type":"STRUCT","fields":[{"name":"b"}]}]},
                  "version":{"datasetVersion":"7"},
                  "symlinks":{"identifiers":[{"namespace":"hive://m","name":"db.t","type":"TABLE"},{"name":"?"}]},
                  "lifecycleStateChange":{"lifecycleStateChange":"OVERWRITE"},
                  "columnLineage":{"fields":{
                    "total":{"inputFields":[{"namespace":"n","name":"o","field":"amount",
                               "transformations":[{"type":"DIRECT","subtype":"AGGREGATION","masking":true}]},
                              {"namespace":"n","field":"nameless"}]},
                    "old":{"inputFields":[{"namespace":"n","name":"o","field":"x"}],
                           "transformationType":"IDENTITY","transformationDescription":"as it is"}},
                    "dataset":[{"namespace":"n","name":"o","field":"day",
                                "transformations":[{"type":"INDIRECT","subtype":"FILTER"}]}]},
                  "dataQualityAssertions":{"assertions":[{"assertion":"not_null","success":false}]},
                  "dataQualityMetrics":{"rowCount":10,"bytes":1.0E3,"columnMetrics":{"a":{"nullCount":1}}},
                  "spark_unknown":{"deep":[{"er":[1]}]}, "gone":{"_deleted":true}}}}
                """)
            .datasets()
            .get(0);

    assertThat(dataset.direction()).isEqualTo(LineageFacts.Direction.NONE);
    assertThat(dataset.schema().orElseThrow().version()).contains("7");
    assertThat(dataset.symlinks()).hasSize(1);
    assertThat(dataset.lifecycle()).contains("OVERWRITE");
    assertThat(dataset.columns().orElseThrow())
        .extracting(LineageFacts.Column::field)
        .containsExactly(Optional.of("total"), Optional.of("old"), Optional.empty());
    assertThat(dataset.columns().orElseThrow().get(1).transformations())
        .contains("IDENTITY", "as it is");
    assertThat(dataset.checks().orElseThrow().failed()).isEqualTo(1);
    assertThat(dataset.quality().orElseThrow().rows()).isEqualTo(OptionalLong.of(10));
    assertThat(dataset.facets())
        .containsEntry("spark_unknown", Optional.of("{\"deep\":[{\"er\":[1]}]}"))
        .containsEntry("gone", Optional.empty())
        .doesNotContainKey("schema");
  }

  @Test
  void takesFacetsThatHaveNotTheirForm() throws EventRefusedException {
    LineageFacts facts =
        facts(
            """
            {"eventTime":"2026-01-01T00:00:00Z","run":{"runId":"%s","facets":{"parent":1,"nominalTime":
              {"nominalStartTime":"yesterday"},"errorMessage":{"message":{}},"test":{"tests":{}}}},
             "job":{"namespace":"n","name":"j","facets":null},
             "outputs":[{"namespace":"n","name":"o","facets":{"schema":{"fields":{}},"symlinks":[],"columnLineage":
               {"fields":[]},"version":{}},"outputFacets":{"outputStatistics":{"rowCount":-1,"size":"x"}}}]}
            """
                .formatted(RUN));

    assertThat(facts.run().orElseThrow().parent()).isEmpty();
    assertThat(facts.run().orElseThrow().nominal()).isEmpty();
    assertThat(facts.datasets().get(0).schema()).isEmpty();
    assertThat(facts.datasets().get(0).columns()).isEmpty();
    assertThat(facts.datasets().get(0).statistics().orElseThrow().rows()).isEmpty();
  }

  @Test
  void replacesWhatTheDatabaseCannotHold() throws EventRefusedException {
    Event.Lineage event =
        read(
            """
            {"eventTime":"2026-01-01T00:00:00Z","dataset":{"namespace":"n\\u0000","name":"\\ud800d\\ud83d\\ude00",
             "facets":{"f\\u0000":{"v":1e400}}}}
            """);

    LineageFacts.Dataset dataset = event.facts().datasets().get(0);
    assertThat(dataset.name()).isEqualTo(new LineageName("n\uFFFD", "\uFFFDd\uD83D\uDE00"));
    assertThat(dataset.facets()).containsEntry("f\uFFFD", Optional.of("{\"v\":1E+400}"));
    assertThat(event.json()).doesNotContain("u0000").contains("\uFFFDd\uD83D\uDE00");
  }

  @Test
  void givesTheSameEventTheSameIdHoweverItIsWritten() throws EventRefusedException {
    String one =
        "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"dataset\":{\"namespace\":\"n\",\"name\":\"d\"}}";
    String same =
        "{ \"dataset\":{\"name\":\"d\",\"namespace\":\"n\"}, \"eventTime\":\"2026-01-01T00:00:00Z\"}";

    assertThat(read(one).id()).isEqualTo(read(same).id());
    assertThat(read(one).id()).isNotEqualTo(read(one.replace("\"d\"", "\"e\"")).id());
    assertThat(new LineageName("a", "bc").id()).isNotEqualTo(new LineageName("ab", "c").id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                                                   | An event is a JSON object.
          {}                                                    | eventTime: is missing.
          {"eventTime":"2026-01-01T00:00:00"}                   | is not a time with a zone
          {"eventTime":"2027-01-01T00:00:00Z"}                  | more than a day ahead
          {"eventTime":"2026-01-01T00:00:00Z"}                  | run: is missing, and so are
          {"eventTime":"2026-01-01T00:00:00Z","run":3}          | run: must be an object.
          {"eventTime":"2026-01-01T00:00:00Z","run":{},"job":{"namespace":"n","name":"j"}} | run.runId: is missing.
          {"eventTime":"2026-01-01T00:00:00Z","run":{"runId":"1-1-1-1-1"},"job":{}} | run.runId: "1-1-1-1-1" is not a UUID.
          {"eventTime":"2026-01-01T00:00:00Z","job":{"namespace":"n","name":" "}} | job.name: must have 1 to 2,048
          {"eventTime":"2026-01-01T00:00:00Z","job":{"namespace":"n","name":"j","facets":[]}} | job.facets: must be an object.
          {"eventTime":"2026-01-01T00:00:00Z","job":{"namespace":"n","name":"j"},"inputs":[1]} | inputs[0]: must be an object.
          {"eventTime":"2026-01-01T00:00:00Z","job":{"namespace":"n","name":"j"},"inputs":[{"namespace":7}]} | inputs[0].namespace: must be a string.
          """)
  void refusesWithThePath(String event, String reason) {
    assertThatThrownBy(() -> read(event))
        .isInstanceOf(EventRefusedException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"DONE\"", "1", "{}"})
  void refusesAnUnknownType(String type) {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"eventType":%s,"eventTime":"2026-01-01T00:00:00Z","run":{"runId":"%s"},
                     "job":{"namespace":"n","name":"j"}}"""
                        .formatted(type, RUN)))
        .hasMessageStartingWith("eventType: must be one of START");
  }

  private LineageFacts facts(String json) throws EventRefusedException {
    return read(json).facts();
  }

  private Event.Lineage read(String json) throws EventRefusedException {
    return reader.read(json.getBytes(StandardCharsets.UTF_8), NOW);
  }
}
