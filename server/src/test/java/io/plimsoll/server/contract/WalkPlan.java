package io.plimsoll.server.contract;

import io.plimsoll.server.testing.TestServerContract.Route;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for each parameter of a route, and what a request to it holds. A route that is new
 * and not planned for fails the walk, so that nobody forgets to have it walked.
 *
 * @param objects by parameter, with the segment before it where the name says too little
 */
record WalkPlan(Map<String, String> objects) {
  static final String MODEL = "walked-model";
  static final String DATASET = "walked-dataset";
  static final String LINEAGE_RUN = "01890000-0000-7000-8000-0000000000b1";

  private static final Pattern PARAMETER = Pattern.compile("([^/]+)/(\\{[^}]+})");
  private static final Map<String, Object> NOTHING = Map.of();
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));
  private static final Map<String, Object> SAMPLES =
      Map.of("reference", List.of(1, 2, 3), "current", List.of(2, 3, 4));
  private static final Map<String, Object> TENSORS =
      Map.of(
          "inputs",
          List.of(
              Map.of(
                  "name",
                  "X",
                  "datatype",
                  "FP32",
                  "shape",
                  List.of(1, 3),
                  "data",
                  List.of(2, 1, 0))));

  /** Bodies that are good, so that only the tenant can be the reason of a refusal. */
  private static final Map<String, Object> BODIES =
      Map.ofEntries(
          Map.entry("POST /api/v1/session", NOTHING),
          Map.entry("PUT /api/v1/session/password", NOTHING),
          Map.entry("POST /api/v1/invitations/accept", NOTHING),
          Map.entry("POST /api/v1/events", Map.of("events", List.of())),
          Map.entry("POST /api/otlp/v1/traces", Map.of("resourceSpans", List.of())),
          Map.entry("POST /api/otlp/v1/metrics", Map.of("resourceMetrics", List.of())),
          Map.entry("POST /api/otlp/v1/logs", Map.of("resourceLogs", List.of())),
          Map.entry("POST /api/v1/lineage", lineage("intrusion")),
          Map.entry("POST /api/v1/lineage/batch", List.of(lineage("intrusion"))),
          Map.entry("POST /api/v1/drift/compare", SAMPLES),
          Map.entry(
              "POST /api/v1/drift/compare/features", Map.of("features", Map.of("x", SAMPLES))),
          Map.entry("POST /v2/repository/index", Map.of("ready", true)),
          Map.entry("POST {o}/members", Map.of("email", "eve@example.org", "role", "viewer")),
          Map.entry("PATCH {o}/members/{userId}", Map.of("role", "viewer")),
          Map.entry("POST {o}/projects", Map.of("slug", "intrusion", "name", "Intrusion")),
          Map.entry("PUT {o}/smtp", smtp()),
          Map.entry("POST {o}/smtp/test", Map.of("to", "eve@example.org")),
          Map.entry("POST {p}/keys", Map.of("name", "intrusion", "scopes", List.of("read"))),
          Map.entry(
              "POST {p}/allowed-globals", Map.of("global", "os.system", "reason", "intrusion")),
          Map.entry("PUT {p}/keys/limits", Map.of("requestsPerSecond", 1)),
          Map.entry("PUT {p}/keys/{id}/limits", Map.of("requestsPerSecond", 1)),
          Map.entry("PUT {p}/alert-recipients", Map.of("emails", List.of("eve@example.org"))),
          Map.entry("PUT {p}/alert-rules/{id}", rule()),
          Map.entry("PUT {p}/spark/alert-rules/{kind}", sparkRule()),
          Map.entry("POST {p}/alerts/{id}/acknowledge", Map.of("comment", "seen")),
          Map.entry("PUT {p}/quality/suites/{suite}", Map.of("expectations", List.of())),
          Map.entry("PUT {p}/anomalies/{id}/verdict", Map.of("verdict", "expected")),
          Map.entry("POST {p}/anomaly-series", series()),
          Map.entry("PUT {p}/anomaly-series/{id}", Map.of("direction", "up")),
          Map.entry("POST {p}/anomaly-backtests", series()),
          Map.entry("PUT {p}/retention/{type}", Map.of("days", 7)),
          Map.entry("POST {p}/dead-letters/replay", NOTHING),
          Map.entry("POST {p}/dead-letters/{id}/replay", NOTHING),
          Map.entry("POST {p}/jobs/{id}/cancel", NOTHING),
          Map.entry("POST {p}/jobs/{id}/retry", NOTHING),
          Map.entry("POST {p}/models/{model}/uploads", NOTHING),
          Map.entry("POST {p}/models/{model}/versions/{version}/baselines", baseline()),
          Map.entry("POST {p}/models/{model}/versions/{version}/baselines/files", NOTHING),
          Map.entry(
              "PUT {p}/models/{model}/versions/{version}/baselines/current",
              Map.of("baseline", 1, "reason", "intrusion")),
          Map.entry("PUT {p}/models/{model}/repository", repository("intrusion")),
          Map.entry("PUT {p}/models/{model}/performance/settings", Map.of("depth", 5)),
          Map.entry("PUT {p}/models/{model}/performance/decay", Map.of("chunk", "hour")),
          Map.entry("POST {p}/models/{model}/repository/secret", NOTHING),
          Map.entry("POST /api/v1/webhooks/{id}", NOTHING),
          Map.entry("PUT {p}/models/{model}/aliases/{environment}", Map.of("version", 1)),
          Map.entry("PUT {p}/models/{model}/drift/settings/columns", Map.of("name", "wind")),
          Map.entry("PUT {p}/models/{model}/drift/segments", Map.of("segments", List.of())),
          Map.entry("PUT {p}/models/{model}/drift/settings/false-alarms", Map.of("perWeek", 1)),
          Map.entry("POST {p}/models/{model}/drift/checks", check("intrusion")),
          Map.entry("PUT {p}/models/{model}/drift/checks/{check}", check("intrusion")),
          Map.entry("POST {p}/models/{model}/drift/checks/{check}/run", NOTHING),
          Map.entry("PUT {p}/landing", Map.of("deployBranch", "staging")),
          Map.entry(
              "PUT {p}/models/{model}/split",
              Map.of(
                  "shares",
                  List.of(
                      Map.of("version", 1, "perMille", 500),
                      Map.of("version", 2, "perMille", 500)))),
          Map.entry("PUT {p}/models/{model}/shadow", Map.of("version", 1)),
          Map.entry("POST {p}/models/{model}/canaries", Map.of("candidate", 2)),
          Map.entry(
              "POST {p}/models/{model}/bandits",
              Map.of("versions", List.of(1, 2), "reward", "match")),
          Map.entry("POST {p}/models/{model}/bandits/stop", NOTHING),
          Map.entry("POST {p}/models/{model}/bandits/promote", NOTHING),
          Map.entry("POST {p}/models/{model}/canaries/abort", NOTHING),
          Map.entry("POST {p}/models/{model}/predict", ROW),
          Map.entry("POST /v2/models/{model}/predict", ROW),
          Map.entry("POST /v2/models/{model}/infer", TENSORS),
          Map.entry("POST /v2/models/{model}/versions/{version}/predict", ROW),
          Map.entry("POST /v2/models/{model}/versions/{version}/infer", TENSORS));

  private static Map<String, Object> series() {
    return Map.of("measure", "traffic", "subject", MODEL);
  }

  /** Whether an address names something inside a project or organisation. */
  boolean namesAnObject(Route route) {
    return route.template().replaceAll("\\{(organisation|project)}", "").contains("{");
  }

  /** The route's address with the tenant's slugs and the planned objects. */
  String pathIn(TestServerTenant tenant, Route route) {
    Map<String, String> all = new HashMap<>(objects);
    all.put("organisations/{organisation}", tenant.organisation());
    all.put("projects/{project}", tenant.project());
    Matcher parameters = PARAMETER.matcher(route.template());
    StringBuilder path = new StringBuilder();
    while (parameters.find()) {
      String value = all.get(parameters.group());
      if (value == null) {
        throw new AssertionError(
            "%s is not walked: let VictimContent make something for %s and say which."
                .formatted(route, parameters.group()));
      }
      parameters.appendReplacement(
          path, Matcher.quoteReplacement(parameters.group(1) + "/" + value));
    }
    return parameters.appendTail(path).toString();
  }

  Object body(Route route) {
    String shortened =
        route
            .toString()
            .replace("/api/v1/organisations/{organisation}/projects/{project}", "{p}")
            .replace("/api/v1/organisations/{organisation}", "{o}");
    Object body = BODIES.get(shortened);
    if (body == null) {
      throw new AssertionError(
          "%s is not walked: add a good body for \"%s\" to WalkPlan.BODIES."
              .formatted(route, shortened));
    }
    return body;
  }

  /** A repository whose pushes would deploy the model. */
  static Map<String, Object> repository(String owner) {
    return Map.of("provider", "github", "url", "https://github.com/" + owner + "/model");
  }

  /** A daily check of drift. */
  static Map<String, Object> check(String name) {
    return Map.of("name", name, "schedule", Map.of("kind", "daily"));
  }

  /** An event of OpenLineage: of a run that writes a dataset. */
  static Map<String, Object> lineage(String name) {
    return Map.of(
        "eventType",
        "COMPLETE",
        "eventTime",
        "2026-11-20T10:00:00Z",
        "run",
        Map.of("runId", LINEAGE_RUN),
        "job",
        Map.of("namespace", "walk", "name", name),
        "outputs",
        List.of(Map.of("namespace", "walk", "name", name)));
  }

  private static Map<String, Object> baseline() {
    return Map.of("source", "version", "version", 1, "reason", "intrusion");
  }

  private static Map<String, Object> smtp() {
    return Map.of("host", "127.0.0.1", "port", 25, "security", "none", "from", "eve@example.org");
  }

  private static Map<String, Object> sparkRule() {
    return Map.of(
        "enabled", false, "severity", "warning", "threshold", 1, "applications", List.of("*"));
  }

  private static Map<String, Object> rule() {
    return Map.of("enabled", true, "threshold", 0.3, "minimumRows", 250, "windowSeconds", 300);
  }
}
