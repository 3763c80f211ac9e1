package io.plimsoll.server.platform.http;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a route's signature says: a body that is not {@link Nullable} is there. One that is
 * left out, or JSON's null, is refused before the route is entered. Looks at records only, so that
 * the bytes of inference and of events pass untouched.
 */
@Provider
public final class RequiredBody implements DynamicFeature {
  @Override
  public void configure(ResourceInfo route, FeatureContext context) {
    if (Arrays.stream(route.getResourceMethod().getParameters()).anyMatch(RequiredBody::isBody)) {
      context.register(new Refusal());
    }
  }

  /** What a request is read into carries no annotation that says where else it comes from. */
  private static boolean isBody(Parameter parameter) {
    return parameter.getType().isRecord()
        && parameter.getAnnotations().length == 0
        && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static final class Refusal implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext reading) throws IOException {
      Object body = reading.proceed();
      if (body == null) {
        throw new ProblemException(
            ErrorCode.INVALID_REQUEST, "The body is missing; send a JSON object.");
      }
      return body;
    }
  }
}
