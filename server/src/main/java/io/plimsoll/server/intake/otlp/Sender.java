package io.plimsoll.server.intake.otlp;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who sent a record: a resource, which is a process of a service, and the library in it that
 * measured.
 *
 * @param service the name of the service, which is the name of its pipeline here
 * @param resource the attributes of the resource
 * @param scope the name of the library
 * @param id follows from all of that
 */
record Sender(String service, Map<String, String> resource, String scope, UUID id) {
  private static final String SERVICE = "service.name";

  static Sender of(Resource resource, InstrumentationScope scope) {
    Map<String, String> attributes = attributes(resource.getAttributesList());
    String named = attributes.getOrDefault(SERVICE, "");
    // The specification's own word for a service without a name.
    String service = named.isBlank() ? "unknown_service" : Texts.shorten(named, Texts.LABEL);
    UUID id =
        Identity.of("sender")
            .with(attributes)
            .with(scope.getName())
            .with(scope.getVersion())
            .with(attributes(scope.getAttributesList()))
            .id();
    return new Sender(service, attributes, scope.getName(), id);
  }

  static Map<String, String> attributes(List<KeyValue> sent) {
    Map<String, String> attributes = new LinkedHashMap<>();
    sent.forEach(each -> attributes.put(each.getKey(), Texts.of(each.getValue())));
    return attributes;
  }
}
