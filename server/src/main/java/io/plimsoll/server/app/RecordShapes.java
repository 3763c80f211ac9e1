package io.plimsoll.server.app;

import io.plimsoll.server.platform.http.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/** The records that the schemas of the contract were made of, and what Jackson makes of them. */
final class RecordShapes {
  private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
  private static final DotName SCHEMA =
      DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
  private static final DotName UNWRAPPED = jackson("JsonUnwrapped");
  private static final DotName NAMED = jackson("JsonProperty");
  private static final DotName VALUE = jackson("JsonValue");
  private static final DotName INCLUDE = jackson("JsonInclude");

  private final IndexView index;

  RecordShapes(IndexView index) {
    this.index = index;
  }

  /**
   * A component on the wire.
   *
   * @param isLeftOut whether it is not written at all where it is null
   */
  record Field(boolean isNullable, boolean isLeftOut) {
    /** What can be said of a field that may be either. */
    Field or(Field other) {
      return new Field(isNullable || other.isNullable, isLeftOut || other.isLeftOut);
    }
  }

  /** A record that is written as the one value in it. */
  boolean isId(String schema) {
    return index.getKnownClasses().stream()
        .filter(each -> each.isRecord() && each.simpleName().equals(schema))
        .anyMatch(each -> each.hasAnnotation(VALUE));
  }

  /**
   * The fields of a schema in the order of its record, or nothing if it was made of none. A schema
   * carries a class's simple name, numbered if several share it, so the names of the properties
   * decide; where they fit several records, the weakest of their claims holds.
   */
  Map<String, Field> fields(String schema, Set<String> properties) {
    Map<String, Field> fields = new LinkedHashMap<>();
    candidates(schema, properties)
        .map(this::components)
        .filter(shape -> shape.keySet().equals(properties))
        .forEach(shape -> shape.forEach((name, field) -> fields.merge(name, field, Field::or)));
    return fields;
  }

  private Stream<ClassInfo> candidates(String schema, Set<String> properties) {
    if (schema.startsWith("Page") && properties.equals(Set.of("items", "nextCursor"))) {
      return Stream.of(index.getClassByName(Page.class));
    }
    String simpleName = schema.replaceFirst("\\d+$", "");
    return index.getKnownClasses().stream()
        .filter(ClassInfo::isRecord)
        .filter(each -> name(each).equals(simpleName));
  }

  private static String name(ClassInfo record) {
    AnnotationInstance schema = record.declaredAnnotation(SCHEMA);
    boolean isNamed = schema != null && schema.value("name") != null;
    return isNamed ? schema.value("name").asString() : record.simpleName();
  }

  private Map<String, Field> components(ClassInfo record) {
    Map<String, Field> components = new LinkedHashMap<>();
    for (RecordComponentInfo component : record.recordComponentsInDeclarationOrder()) {
      FieldInfo field = record.field(component.name());
      if (field.hasAnnotation(UNWRAPPED)) {
        components.putAll(components(index.getClassByName(component.type().name())));
        continue;
      }
      AnnotationInstance named = field.annotation(NAMED);
      components.put(
          named == null ? component.name() : named.value().asString(),
          new Field(component.type().hasAnnotation(NULLABLE), isLeftOut(record, field)));
    }
    return components;
  }

  /** The annotation of a component overrides that of its record. */
  private static boolean isLeftOut(ClassInfo record, FieldInfo field) {
    AnnotationInstance include =
        field.hasAnnotation(INCLUDE)
            ? field.annotation(INCLUDE)
            : record.declaredAnnotation(INCLUDE);
    return include != null
        && include.value() != null
        && include.value().asEnum().equals("NON_NULL");
  }

  private static DotName jackson(String annotation) {
    return DotName.createSimple("com.fasterxml.jackson.annotation." + annotation);
  }
}
