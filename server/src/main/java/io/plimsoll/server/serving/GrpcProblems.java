package io.plimsoll.server.serving;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Where failures of gRPC calls become statuses, each with the same words and the same code as over
 * HTTP; the code stands in the trailer {@code error-code}. Each is counted by it.
 */
@Singleton
public class GrpcProblems {
  static final Metadata.Key<String> CODE =
      Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
  private static final Logger LOG = Logger.getLogger(GrpcProblems.class);

  private final MeterRegistry meters;

  public GrpcProblems(MeterRegistry meters) {
    this.meters = meters;
  }

  StatusRuntimeException status(Throwable failure) {
    if (failure instanceof ProblemException problem) {
      return status(problem.code(), String.valueOf(problem.getMessage()), trailers(problem));
    }
    LOG.error("a gRPC call failed", failure);
    return status(
        ErrorCode.INTERNAL,
        "The server failed at this request; its log says why, at this time.",
        new Metadata());
  }

  /** Says when to come again, for people and as gRPC's clients read it (gRFC A6). */
  private static Metadata trailers(ProblemException problem) {
    Metadata trailers = new Metadata();
    if (problem.extensions().get(ProblemException.RETRY_AFTER) instanceof Long seconds) {
      trailers.put(RETRY_AFTER, seconds.toString());
      trailers.put(PUSHBACK, String.valueOf(TimeUnit.SECONDS.toMillis(seconds)));
    }
    return trailers;
  }

  private StatusRuntimeException status(ErrorCode code, String message, Metadata trailers) {
    meters.counter("plimsoll.grpc.problems", "code", code.text()).increment();
    trailers.put(CODE, code.text());
    return status(code).withDescription(message).asRuntimeException(trailers);
  }

  private static Status status(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, INVALID_FIELD, ALL_EVENTS_REFUSED, UNSUPPORTED_MEDIA_TYPE ->
          Status.INVALID_ARGUMENT;
      case UNAUTHENTICATED, WRONG_CREDENTIALS -> Status.UNAUTHENTICATED;
      case FORBIDDEN, CSRF_HEADER_MISSING -> Status.PERMISSION_DENIED;
      case NOT_FOUND, INVITATION_EXPIRED -> Status.NOT_FOUND;
      case CONFLICT, VERSION_NOT_READY, LAST_OWNER -> Status.FAILED_PRECONDITION;
      case TOO_LARGE, TOO_MANY_REQUESTS -> Status.RESOURCE_EXHAUSTED;
      case INTERNAL, MODEL_FAILED, SMTP_FAILED -> Status.INTERNAL;
      case ARCHIVE_UNAVAILABLE,
          BACKLOG_FULL,
          DATABASE_UNAVAILABLE,
          EVENT_LOG_UNAVAILABLE,
          MODEL_UNAVAILABLE,
          OVERLOADED ->
          Status.UNAVAILABLE;
      case TIMEOUT -> Status.DEADLINE_EXCEEDED;
    };
  }
}
