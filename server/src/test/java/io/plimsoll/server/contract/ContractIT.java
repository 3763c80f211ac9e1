package io.plimsoll.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wire that is committed is the wire that is built, and the one that is served. */
class ContractIT {
  private static final Path COMMITTED = Path.of("..", "contract", "openapi.yaml");
  private static final Path BUILT = Path.of("target", "openapi", "openapi.yaml");

  @Test
  void isCommittedAsItIsBuilt() throws IOException {
    if (Boolean.getBoolean("regenerate")) {
      Files.createDirectories(COMMITTED.getParent());
      Files.copy(BUILT, COMMITTED, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.readString(COMMITTED))
        .as(
            "contract/openapi.yaml is not what the resource classes say. If the change of the wire is meant,"
                + " run: mvn verify -pl broker,server -am -Dit.test=ContractIT -Dregenerate=true"
                + " -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dfailsafe.failIfNoSpecifiedTests=false  and commit the file.")
        .isEqualTo(Files.readString(BUILT));
  }

  @Test
  void isServedWithItsDocumentation() throws IOException {
    TestServerClient nobody = TestServerClient.of(TestServer.shared());

    TestServerAnswer served = nobody.get("/contract/openapi.yaml").expect(200);
    assertThat(served.body()).contains("/v2/models/{model}/infer");
    assertThat(nobody.get("/docs/api/").expect(200).body()).contains("swagger-ui");
  }

  @Test
  void saysOfEveryOperationHowItFails() {
    List<String> silent =
        TestServerContract.of(TestServer.shared()).routes().stream()
            .filter(route -> !route.operation().path("responses").has("default"))
            .map(Object::toString)
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void requiresOfAnAnswerWhatIsAlwaysWrittenEvenIfItIsNull() {
    assertThat(required("Alert")).contains("acknowledgedAt", "resolvedAt", "version");
    assertThat(types("Alert", "version")).containsExactly("string", "null");
    assertThat(required("PageAlert")).contains("nextCursor");
  }

  @Test
  void leavesOptionalButNeverNullWhatAnAnswerLeavesOut() {
    assertThat(required("SmtpSettings")).containsExactly("configured", "username");
    assertThat(types("SmtpSettings", "host")).containsExactly("string");
    assertThat(types("SmtpSettings", "username")).containsExactly("string", "null");
  }

  @Test
  void requiresOfARequestWhatIsRefusedWithout() {
    assertThat(required("ProjectRequest")).containsExactly("slug", "name");
    assertThat(types("ProjectRequest", "slug")).containsExactly("string");
    assertThat(required("SmtpRequest")).doesNotContain("username", "password");
    assertThat(types("SmtpRequest", "username")).containsExactly("string", "null");
    assertThat(required("Acknowledgement")).isEmpty();
  }

  @Test
  void namesEveryWordOfAClosedChoice() {
    assertThat(words("AlertState")).containsExactly("firing", "resolved");
    assertThat(words("AlertHistoryKind"))
        .containsExactly(
            "fired",
            "updated",
            "acknowledged",
            "resolved",
            "notified",
            "notification_failed",
            "notification_held");
    assertThat(words("MemberState")).containsExactly("active", "invited");
    assertThat(words("MetricKind")).containsExactly("counter", "gauge", "distribution");
    assertThat(words("JobKind")).containsExactly("deploy");
    assertThat(words("NotificationChannel")).containsExactly("email");
    assertThat(words("Engine")).containsExactly("jvm", "python");
  }

  @Test
  void saysThatTagsAreWords() {
    for (String schema : List.of("Metric", "ReportedError")) {
      assertThat(schema(schema).at("/properties/tags/additionalProperties/type").asText())
          .isEqualTo("string");
    }
  }

  private static List<String> words(String schema) {
    return texts(schema(schema).path("enum"));
  }

  private static List<String> required(String schema) {
    return texts(schema(schema).path("required"));
  }

  private static List<String> types(String schema, String property) {
    JsonNode type = schema(schema).path("properties").path(property).path("type");
    return type.isTextual() ? List.of(type.asText()) : texts(type);
  }

  private static JsonNode schema(String name) {
    return TestServerContract.of(TestServer.shared()).schema(name);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
