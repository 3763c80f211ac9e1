package io.plimsoll.server.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.platform.database.DatabaseAwayException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The one place where failures become answers: a {@link Problem} below {@code /api}, the protocol's
 * {@code {"error": ...}} below {@code /v2}, a status of its own below {@code /api/otlp}. Each is
 * counted by its code.
 */
public final class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final String OTLP = "/api/otlp/";

  /** PostgreSQL's character_not_in_repertoire, of a text, and untranslatable_character, of JSON. */
  private static final Set<String> NUL_IN_TEXT = Set.of("22021", "22P05");

  /** What the stream of a body says of one that does not come, or comes without end. */
  private static final Set<String> BODY_TROUBLE = Set.of("Read timed out", "Request too large");

  private final MeterRegistry meters;

  public ProblemMappers(MeterRegistry meters) {
    this.meters = meters;
  }

  @ServerExceptionMapper
  public Response problem(ProblemException failure, ContainerRequestContext request) {
    return answer(
        request, failure.code(), String.valueOf(failure.getMessage()), failure.extensions());
  }

  @ServerExceptionMapper
  public Response json(JsonProcessingException failure, ContainerRequestContext request) {
    return answer(request, ErrorCode.INVALID_REQUEST, BodyFault.explain(failure), Map.of());
  }

  /** Nearer than the one of the framework, whose answer has no body. */
  @ServerExceptionMapper
  public Response mistyped(MismatchedInputException failure, ContainerRequestContext request) {
    return json(failure, request);
  }

  @ServerExceptionMapper
  public Response web(WebApplicationException failure, ContainerRequestContext request) {
    if (failure.getCause() instanceof JsonProcessingException json) {
      return json(json, request);
    }
    if (failure.getCause() instanceof ProblemException problem) {
      return problem(problem, request);
    }
    int status = failure.getResponse().getStatus();
    ErrorCode code =
        switch (status) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 403 -> ErrorCode.FORBIDDEN;
          case 404 -> ErrorCode.NOT_FOUND;
          case 413 -> ErrorCode.TOO_LARGE;
          default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
        };
    String path = request.getUriInfo().getPath();
    String detail =
        switch (status) {
          case 404 -> "There is nothing at " + path + ".";
          case 405 -> request.getMethod() + " is not offered at " + path + ".";
          case 415 -> "The content type is not one that " + path + " takes; send application/json.";
          default -> "The request could not be handled (HTTP " + status + ").";
        };
    return render(request, code, status, detail, Map.of());
  }

  @ServerExceptionMapper
  public Response bug(Exception failure, ContainerRequestContext request) {
    if (isUnstorableText(failure)) {
      return answer(
          request,
          ErrorCode.INVALID_REQUEST,
          "A text of the request holds the character U+0000, which cannot be stored; remove it.",
          Map.of());
    }
    if (isBrokenOff(failure)) {
      return answer(
          request,
          ErrorCode.INVALID_REQUEST,
          "The body broke off before its end; send it again.",
          Map.of());
    }
    if (DatabaseAwayException.isBelow(failure)) {
      LOG.warnf("request %s found no database: %s", RequestIds.of(request), failure.getMessage());
      return answer(
          request,
          ErrorCode.DATABASE_UNAVAILABLE,
          "The database does not answer; try again in a moment.",
          Map.of());
    }
    LOG.errorf(
        failure, "request %s failed at %s", RequestIds.of(request), request.getUriInfo().getPath());
    return answer(
        request,
        ErrorCode.INTERNAL,
        "The server failed at this request; its log says why under the request id.",
        Map.of());
  }

  /** Every text that is bound comes from a request, and this character has no place in any. */
  private static boolean isUnstorableText(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && NUL_IN_TEXT.contains(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** A caller who hangs up, or sends nothing for too long, is no failure of the server. */
  private static boolean isBrokenOff(Exception failure) {
    if (!(failure instanceof IOException)) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpClosedException
          || cause instanceof ClosedChannelException
          || BODY_TROUBLE.contains(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  private Response answer(
      ContainerRequestContext request,
      ErrorCode code,
      String detail,
      Map<String, Object> extensions) {
    return render(request, code, code.status(), detail, extensions);
  }

  private Response render(
      ContainerRequestContext request,
      ErrorCode code,
      int status,
      String detail,
      Map<String, Object> extensions) {
    meters.counter("plimsoll.http.problems", "code", code.text()).increment();
    Response.ResponseBuilder response = Response.status(status);
    if (extensions.get(ProblemException.RETRY_AFTER) instanceof Long seconds) {
      response.header("Retry-After", seconds);
    } else if (status == 503) {
      response.header("Retry-After", "1");
    }
    String path = request.getUriInfo().getPath();
    if (path.startsWith(OTLP)) {
      return RpcStatus.answer(response, request.getHeaderString("Content-Type"), status, detail);
    }
    if (path.startsWith("/v2")) {
      return response.type("application/json").entity(Map.of("error", detail)).build();
    }
    Problem problem = Problem.of(code, detail, RequestIds.of(request), extensions);
    return response.type(Problem.MEDIA_TYPE).entity(problem).build();
  }
}
