package io.plimsoll.server.app;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the schemas that a request can hold; all others are written by the server alone. */
final class RequestSchemas {
  private final Map<String, Schema> schemas;
  private final Set<String> found = new HashSet<>();

  private RequestSchemas(Map<String, Schema> schemas) {
    this.schemas = schemas;
  }

  /** The names of the schemas in the bodies of requests, however deep. */
  static Set<String> names(OpenAPI contract) {
    RequestSchemas requests = new RequestSchemas(contract.getComponents().getSchemas());
    contract.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .flatMap(RequestSchemas::bodies)
        .forEach(requests::visit);
    return Set.copyOf(requests.found);
  }

  private static Stream<Schema> bodies(Operation operation) {
    return operation.getRequestBody() == null
        ? Stream.empty()
        : operation.getRequestBody().getContent().getMediaTypes().values().stream()
            .map(MediaType::getSchema);
  }

  private void visit(@Nullable Schema schema) {
    if (schema == null) {
      return;
    }
    String reference = schema.getRef();
    if (reference != null) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      if (found.add(name)) {
        visit(schemas.get(name));
      }
    }
    parts(schema).forEach(this::visit);
  }

  private static Stream<Schema> parts(Schema schema) {
    Map<String, Schema> properties = schema.getProperties();
    return Stream.of(
            properties == null ? List.<Schema>of() : properties.values(),
            orNone(schema.getAllOf()),
            orNone(schema.getAnyOf()),
            orNone(schema.getOneOf()),
            orNone(schema.getItems()),
            orNone(schema.getAdditionalPropertiesSchema()))
        .flatMap(Collection::stream);
  }

  private static Collection<Schema> orNone(@Nullable List<Schema> parts) {
    return parts == null ? List.of() : parts;
  }

  private static Collection<Schema> orNone(@Nullable Schema part) {
    return part == null ? List.of() : List.of(part);
  }
}
