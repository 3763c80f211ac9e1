package io.plimsoll.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;

/** What the server answered to one request. */
public record TestServerAnswer(int status, HttpHeaders headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body, which must be JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError("not JSON, with status " + status + ": " + body, notJson);
    }
  }

  /** The stable code of a problem. */
  public String code() {
    return json().path("code").asText();
  }

  /** This answer, after a look at its status. */
  public TestServerAnswer expect(int wanted) {
    if (status != wanted) {
      throw new AssertionError("expected status " + wanted + ", got " + status + ": " + body);
    }
    return this;
  }
}
