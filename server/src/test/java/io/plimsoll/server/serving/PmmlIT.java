package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PMML document on its way from a push to answers. */
class PmmlIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "pmml");

  private static final String DOCUMENT =
      """
      <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
        <DataDictionary>
          <DataField name="hours" optype="continuous" dataType="double"/>
          <DataField name="job" optype="categorical" dataType="string"><Value value="baker"/><Value value="smith"/></DataField>
          <DataField name="late" optype="categorical" dataType="string"><Value value="no"/><Value value="yes"/></DataField>
        </DataDictionary>
        <RegressionModel functionName="classification" normalizationMethod="logit">
          <MiningSchema>
            <MiningField name="hours" missingValueReplacement="8"/><MiningField name="job"/>
            <MiningField name="late" usageType="target"/>
          </MiningSchema>
          <RegressionTable targetCategory="yes" intercept="-8">
            <NumericPredictor name="hours" coefficient="1"/>
            <CategoricalPredictor name="job" value="smith" coefficient="2"/>
          </RegressionTable>
          <RegressionTable targetCategory="no"/>
          <ModelVerification recordCount="1">
            <VerificationFields>
              <VerificationField field="hours" column="h"/><VerificationField field="job" column="j"/>
              <VerificationField field="probability" column="p"/>
            </VerificationFields>
            <InlineTable><row><h>9</h><j>baker</j><p>0.7310585786300049</p></row></InlineTable>
          </ModelVerification>
        </RegressionModel>
      </PMML>
      """;

  private static Map<String, @Nullable Object> row(@Nullable Double hours, String job) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("hours", hours);
    row.put("job", job);
    return row;
  }

  @Test
  void isPushedTriedAndServedInTheServer(@TempDir Path folder) {
    TestServerClient machine = TENANT.machine();
    TestServerGit git =
        new TestServerGit(folder)
            .with("model.pmml", DOCUMENT)
            .with(
                "test_data.json",
                "[{\"hours\": 9, \"job\": \"smith\"}, {\"hours\": null, \"job\": \"baker\"}]")
            .commit("first");
    git.push(TENANT.gitUrl("delay"), TENANT.key()).expectSuccess();

    JsonNode version =
        TENANT
            .owner()
            .get(TENANT.path() + "/models/delay/versions")
            .expect(200)
            .json()
            .at("/items/0");
    assertThat(version.path("framework").asText()).isEqualTo("pmml");
    assertThat(version.path("engine").asText()).isEqualTo("jvm");
    JsonNode metadata = machine.get("/v2/models/delay").expect(200).json();
    assertThat(metadata.at("/inputs").findValuesAsText("datatype"))
        .containsExactly("FP64", "BYTES");
    JsonNode answer =
        machine
            .post(
                "/v2/models/delay/predict",
                Map.of("rows", List.of(row(9.0, "smith"), row(null, "baker"))))
            .expect(200)
            .json();
    assertThat(answer.at("/predictions").findValuesAsText("label")).containsExactly("yes", "yes");
    assertThat(answer.at("/predictions/1").findValue("probability").asDouble()).isEqualTo(0.5);
    machine
        .post(
            "/v2/models/delay/predict",
            Map.of("rows", List.of(row(9.0, "smith"), row(1.0, "cook"))))
        .expect(400);
    JsonNode tensors =
        machine
            .post(
                "/v2/models/delay/infer",
                Map.of(
                    "inputs",
                    List.of(tensor("job", "BYTES", "baker"), tensor("hours", "FP64", 7.0))))
            .expect(200)
            .json();
    assertThat(tensors.at("/outputs/0/data/0").asText()).isEqualTo("no");

    // What disagrees with itself is not served, and what was live stays live.
    TestServerGit.Outcome refused =
        git.with("model.pmml", DOCUMENT.replace("coefficient=\"1\"", "coefficient=\"1.01\""))
            .commit("second")
            .push(TENANT.gitUrl("delay"), TENANT.key())
            .expectFailure();
    assertThat(refused.said()).contains("row 1 of its ModelVerification", "disagrees");
    git.with("model.pmml", DOCUMENT.replace("<PMML", "<!DOCTYPE PMML><PMML"))
        .commit("third")
        .push(TENANT.gitUrl("delay"), TENANT.key())
        .expectFailure();
    assertThat(machine.get("/v2/models/delay").expect(200).json().at("/versions/0").asText())
        .isEqualTo("1");
  }

  private static Map<String, Object> tensor(String name, String type, Object... values) {
    return Map.of(
        "name",
        name,
        "datatype",
        type,
        "shape",
        List.of(values.length),
        "data",
        Arrays.asList(values));
  }
}
