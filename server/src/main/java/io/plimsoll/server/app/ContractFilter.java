package io.plimsoll.server.app;

import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/**
 * Makes the generated contract as strict as the code, when the server is built: a record component
 * without {@code @Nullable} is required, one with it may be null, and every operation can answer an
 * error. The generator knows neither JSpecify nor our exception mappers.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ContractFilter implements OASFilter {
  private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
  private static final DotName UNWRAPPED =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonUnwrapped");
  private static final DotName NAMED =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");
  private static final DotName VALUE =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonValue");
  private static final DotName SCHEMA =
      DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
  private static final String PROBLEM = "Problem";
  private static final String PROTOCOL_ERROR = "ProtocolError";

  private final IndexView index;

  public ContractFilter(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI contract) {
    Map<String, Schema> schemas = new LinkedHashMap<>(contract.getComponents().getSchemas());
    schemas.replaceAll((name, schema) -> tighten(name, schema));
    schemas.put(PROBLEM, problem());
    schemas.put(PROTOCOL_ERROR, protocolError());
    contract.getComponents().setSchemas(schemas);
    contract
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> item.getOperations().values().forEach(each -> addErrors(path, each)));
  }

  private Schema tighten(String name, Schema schema) {
    Map<String, Schema> properties = schema.getProperties();
    if (properties == null) {
      return schema;
    }
    if (isId(name)) {
      return OASFactory.createSchema().addType(Schema.SchemaType.STRING).format("uuid");
    }
    List<Map<String, Boolean>> shapes = shapes(name, properties.keySet());
    if (shapes.isEmpty()) {
      return schema;
    }
    List<String> required = new ArrayList<>();
    Map<String, Schema> ordered = new LinkedHashMap<>();
    for (String property : shapes.getFirst().keySet()) {
      Schema described = Objects.requireNonNull(properties.get(property));
      boolean isNullable = shapes.stream().anyMatch(shape -> shape.getOrDefault(property, true));
      ordered.put(property, isNullable ? orNull(described) : described);
      if (!isNullable) {
        required.add(property);
      }
    }
    schema.setProperties(ordered);
    if (!required.isEmpty()) {
      schema.setRequired(required);
    }
    return schema;
  }

  /** A record that is written as the one value in it. */
  private boolean isId(String schema) {
    return index.getKnownClasses().stream()
        .filter(each -> each.isRecord() && each.simpleName().equals(schema))
        .anyMatch(each -> each.hasAnnotation(VALUE));
  }

  /**
   * The records that a schema may have been made of. It carries a class's simple name, numbered if
   * several share it, so the names of the properties decide.
   */
  private List<Map<String, Boolean>> shapes(String schema, Set<String> properties) {
    String simpleName = schema.replaceFirst("\\d+$", "");
    Stream<ClassInfo> candidates =
        schema.startsWith("Page") && properties.equals(Set.of("items", "nextCursor"))
            ? Stream.of(index.getClassByName(Page.class))
            : index.getKnownClasses().stream()
                .filter(ClassInfo::isRecord)
                .filter(each -> name(each).equals(simpleName));
    return candidates
        .map(this::components)
        .filter(shape -> shape.keySet().equals(properties))
        .toList();
  }

  private static String name(ClassInfo record) {
    AnnotationInstance schema = record.declaredAnnotation(SCHEMA);
    boolean isNamed = schema != null && schema.value("name") != null;
    return isNamed ? schema.value("name").asString() : record.simpleName();
  }

  /** Each component's name on the wire, and whether it may be null. */
  private Map<String, Boolean> components(ClassInfo record) {
    Map<String, Boolean> components = new LinkedHashMap<>();
    for (RecordComponentInfo component : record.recordComponentsInDeclarationOrder()) {
      if (record.field(component.name()).hasAnnotation(UNWRAPPED)) {
        components.putAll(components(index.getClassByName(component.type().name())));
        continue;
      }
      var named = record.field(component.name()).annotation(NAMED);
      String name = named == null ? component.name() : named.value().asString();
      components.put(name, component.type().hasAnnotation(NULLABLE));
    }
    return components;
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
    boolean isProtocol = path.startsWith("/v2");
    String name = isProtocol ? PROTOCOL_ERROR : PROBLEM;
    Content content =
        OASFactory.createContent()
            .addMediaType(
                isProtocol ? "application/json" : Problem.MEDIA_TYPE,
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

  private static Schema object(List<String> texts) {
    Schema object = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    for (String text : texts) {
      object.addProperty(text, OASFactory.createSchema().addType(Schema.SchemaType.STRING));
      object.addRequired(text);
    }
    return object;
  }
}
