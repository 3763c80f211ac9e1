package io.plimsoll.server.app;

import io.plimsoll.server.app.RecordShapes.Field;
import io.plimsoll.server.platform.http.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;

/**
 * Makes the generated contract as strict as the code, when the server is built, and lets every
 * operation answer an error. The generator knows neither JSpecify nor our exception mappers.
 *
 * <p>A component without {@code @Nullable} is required. One with it is, in an answer, required and
 * may be null, since the server always writes it; unless {@code @JsonInclude} leaves it out. In a
 * request it may be null or left out, unless the record's {@code @Schema} names it among the
 * required: code that has to tell what is missing takes null, but the caller must not send it.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ContractFilter implements OASFilter {
  private static final String PROBLEM = "Problem";
  private static final String PROTOCOL_ERROR = "ProtocolError";
  private static final String RPC_STATUS = "RpcStatus";

  private final RecordShapes records;

  public ContractFilter(IndexView index) {
    this.records = new RecordShapes(index);
  }

  @Override
  public void filterOpenAPI(OpenAPI contract) {
    Map<String, Schema> schemas = new LinkedHashMap<>(contract.getComponents().getSchemas());
    Set<String> requests = RequestSchemas.names(contract);
    schemas.replaceAll((name, schema) -> tighten(name, schema, requests.contains(name)));
    schemas.put(PROBLEM, problem());
    schemas.put(PROTOCOL_ERROR, protocolError());
    schemas.put(RPC_STATUS, rpcStatus());
    contract.getComponents().setSchemas(schemas);
    contract
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> item.getOperations().values().forEach(each -> addErrors(path, each)));
  }

  private Schema tighten(String name, Schema schema, boolean isRequest) {
    Map<String, Schema> properties = schema.getProperties();
    if (properties == null) {
      return schema;
    }
    if (records.isId(name)) {
      return OASFactory.createSchema().addType(Schema.SchemaType.STRING).format("uuid");
    }
    Map<String, Field> fields = records.fields(name, properties.keySet());
    if (fields.isEmpty()) {
      return schema;
    }
    Set<String> declared = declaredRequired(name, schema, fields.keySet());
    List<String> required = new ArrayList<>();
    Map<String, Schema> ordered = new LinkedHashMap<>();
    fields.forEach(
        (property, field) -> {
          Schema described = Objects.requireNonNull(properties.get(property));
          boolean isDemanded = !field.isNullable() || declared.contains(property);
          boolean mayBeNull = !isDemanded && !field.isLeftOut();
          ordered.put(property, mayBeNull ? orNull(described) : described);
          if (isDemanded || (mayBeNull && !isRequest)) {
            required.add(property);
          }
        });
    schema.setProperties(ordered);
    schema.setRequired(required.isEmpty() ? null : required);
    return schema;
  }

  private static Set<String> declaredRequired(String name, Schema schema, Set<String> properties) {
    List<String> declared = Objects.requireNonNullElse(schema.getRequired(), List.of());
    if (!properties.containsAll(declared)) {
      throw new IllegalStateException(
          "@Schema of %s requires %s, but its components are %s; name them as they are"
              .formatted(name, declared, properties));
    }
    return Set.copyOf(declared);
  }

  private static Schema orNull(Schema schema) {
    if (schema.getRef() != null) {
      Schema none = OASFactory.createSchema().addType(Schema.SchemaType.NULL);
      return OASFactory.createSchema().addAnyOf(schema).addAnyOf(none);
    }
    if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
      schema.addType(Schema.SchemaType.NULL);
    }
    return schema;
  }

  private static void addErrors(String path, Operation operation) {
    boolean isTelemetry = path.startsWith("/api/otlp/");
    boolean isJson = path.startsWith("/v2") || isTelemetry;
    String name = isTelemetry ? RPC_STATUS : isJson ? PROTOCOL_ERROR : PROBLEM;
    Content content =
        OASFactory.createContent()
            .addMediaType(
                isJson ? "application/json" : Problem.MEDIA_TYPE,
                OASFactory.createMediaType()
                    .schema(OASFactory.createSchema().ref("#/components/schemas/" + name)));
    APIResponse response =
        OASFactory.createAPIResponse()
            .description("It failed; the body says why.")
            .content(content);
    // Answers that the generator makes up from security annotations, without a body.
    new HashSet<>(operation.getResponses().getAPIResponses().keySet())
        .stream()
            .filter(status -> status.startsWith("4"))
            .forEach(operation.getResponses()::removeAPIResponse);
    operation.getResponses().addAPIResponse("default", response);
  }

  /** A problem may carry further members, such as the refused events. */
  private static Schema problem() {
    Schema problem = object(List.of("type", "title", "detail", "code", "requestId"));
    problem.addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
    problem.addRequired("status");
    problem.setAdditionalPropertiesSchema(OASFactory.createSchema());
    return problem;
  }

  private static Schema protocolError() {
    return object(List.of("error"));
  }

  /** What the OpenTelemetry protocol answers a failure with: google.rpc.Status. */
  private static Schema rpcStatus() {
    Schema status = object(List.of("message"));
    status.addProperty("code", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
    status.addRequired("code");
    return status;
  }

  private static Schema object(List<String> texts) {
    Schema object = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    for (String text : texts) {
      object.addProperty(text, OASFactory.createSchema().addType(Schema.SchemaType.STRING));
      object.addRequired(text);
    }
    return object;
  }
}
