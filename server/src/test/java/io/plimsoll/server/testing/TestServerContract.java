package io.plimsoll.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The OpenAPI document that a server serves: its routes, and the schemas that its answers must fit.
 * An object with fields that the document does not name is a break of the contract.
 */
public final class TestServerContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, TestServerContract> KNOWN = new ConcurrentHashMap<>();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final ObjectNode document;
  private final List<Route> routes;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private TestServerContract(ObjectNode document) {
    this.document = document;
    this.routes = routes(document);
    document.at("/components/schemas").forEach(schema -> close((ObjectNode) schema));
  }

  /** The contract of a running server; read once from each home, because a restart keeps it. */
  public static TestServerContract of(TestServer server) {
    return KNOWN.computeIfAbsent(server.home().toString(), home -> read(server));
  }

  /** One operation of the contract. */
  public record Route(String method, String template, JsonNode operation, Pattern pattern) {
    @Override
    public String toString() {
      return method + " " + template;
    }

    boolean fits(String wantedMethod, String path) {
      return method.equals(wantedMethod) && pattern.matcher(path).matches();
    }
  }

  /** Every operation of the contract. */
  public List<Route> routes() {
    return routes;
  }

  /** A schema by its name. */
  public JsonNode schema(String name) {
    return document.path("components").path("schemas").required(name);
  }

  /** Fails if a JSON answer is not what the contract says for its route and status. */
  void check(String method, String path, TestServerAnswer answer) {
    Optional<Route> route = routes.stream().filter(each -> each.fits(method, path)).findFirst();
    boolean isJson =
        answer
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.contains("json"))
            .isPresent();
    if (route.isEmpty() || !isJson || answer.body().isEmpty()) {
      return;
    }
    JsonNode responses = route.get().operation().path("responses");
    JsonNode response =
        responses.has(Integer.toString(answer.status()))
            ? responses.path(Integer.toString(answer.status()))
            : responses.path(answer.status() < 400 ? "undocumented" : "default");
    JsonNode media = response.path("content").path(type(answer));
    if (media.isMissingNode()) {
      throw new AssertionError(
          "%s %s answered status %d with %s, which the contract does not have: %s"
              .formatted(method, path, answer.status(), type(answer), answer.body()));
    }
    Set<ValidationMessage> found = schema(media.path("schema")).validate(answer.json());
    if (!found.isEmpty()) {
      throw new AssertionError(
          "%s answered status %d with a body that breaks the contract: %s%n%s"
              .formatted(route.get(), answer.status(), found, answer.body()));
    }
  }

  private static String type(TestServerAnswer answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip();
  }

  private JsonSchema schema(JsonNode schema) {
    return schemas.computeIfAbsent(
        schema.toString(),
        text -> {
          ObjectNode root = document.objectNode();
          root.setAll((ObjectNode) schema);
          root.set("components", document.path("components"));
          return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
        });
  }

  /** The document leaves open what else an object may hold; here, nothing else. */
  private static void close(ObjectNode schema) {
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    schema.forEach(
        child -> {
          if (child instanceof ObjectNode object) {
            close(object);
          }
        });
  }

  private static List<Route> routes(ObjectNode document) {
    List<Route> routes = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(entry -> METHODS.contains(entry.getKey()))
                    .forEach(
                        entry ->
                            routes.add(route(path.getKey(), entry.getKey(), entry.getValue()))));
    // A fixed segment is a better fit than a parameter in the same place.
    routes.sort(Comparator.comparing(each -> each.template().replace('{', '~')));
    return List.copyOf(routes);
  }

  private static Route route(String template, String method, JsonNode operation) {
    String pattern = template.replaceAll("\\{[^}]+}", "[^/]+");
    return new Route(
        method.toUpperCase(Locale.ROOT), template, operation, Pattern.compile(pattern));
  }

  private static TestServerContract read(TestServer server) {
    try (InputStream text =
        server.url().resolve("/contract/openapi?format=json").toURL().openStream()) {
      return new TestServerContract((ObjectNode) JSON.readTree(text));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
