package io.plimsoll.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are not what an address takes: a refusal names field, value and remedy. */
class BodyFaultsIT {
  private static final TestServerTenant TENANT =
      TestServerTenant.in(TestServer.shared(), "body-faults");
  private static final String RULE = TENANT.path() + "/spark/alert-rules/failed";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"severity": "loud"}       | The field "severity" does not fit: "loud" is none of
          {"enabled": "perhaps"}     | The field "enabled" does not fit: "perhaps" is not true or false.
          {"threshold": "high"}      | The field "threshold" does not fit: "high" is not a number.
          {"threshold": [1]}         | The field "threshold" does not fit: a number is expected.
          {"applications": "all"}    | The field "applications" does not fit: a list is expected.
          {"applications": [{}]}     | The field "applications.0" does not fit: a text is expected.
          []                         | The body does not fit: an object is expected.
          {"treshold": 1}            | The field "treshold" is not known; known are applications, enabled, severity, threshold.
          {"threshold": }            | The body is not valid JSON at line 1, column 15
          """)
  void areRefusedInWords(String body, String detail) {
    TestServerAnswer answer =
        TENANT.machine().send("PUT", RULE, body.getBytes(StandardCharsets.UTF_8)).expect(400);

    assertThat(answer.json().path("detail").asText()).startsWith(detail);
    assertThat(answer.json().path("code").asText()).isEqualTo("invalid_request");
  }

  @Test
  void quoteNoMoreThanAnybodyReads() {
    String body = "{\"threshold\": \"%s\"}".formatted("x".repeat(10_000));

    assertThat(
            TENANT
                .machine()
                .send("PUT", RULE, body.getBytes(StandardCharsets.UTF_8))
                .expect(400)
                .body())
        .hasSizeLessThan(1_000);
  }
}
