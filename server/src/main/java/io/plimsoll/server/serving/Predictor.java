package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.time.Ids;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers one call with one version and logs it, whether it succeeds or fails. A call that its
 * caller left before the model began with it is logged as that and is no failure of the version.
 */
@Singleton
public class Predictor {
  private final InferenceLog log;
  private final Shadows shadows;
  private final InstantSource clock;

  public Predictor(InferenceLog log, Shadows shadows, InstantSource clock) {
    this.log = log;
    this.shadows = shadows;
    this.clock = clock;
  }

  /** What a caller brought, once its syntax is known to be right. */
  interface Input {
    /** The tensors for the model, or a refusal that names what does not fit. */
    List<Tensor> tensors(LoadedVersion version) throws InferenceException;

    /** Whether the answer shows all outputs by row, rather than as tensors. */
    boolean wantsRows();

    /** Ids that the caller gave to the rows; fewer than rows means: make the rest. */
    List<UUID> ids();
  }

  /** The outputs as tensors and as rows, with the id under which each row can be given feedback. */
  record Output(List<Tensor> tensors, List<Map<String, @Nullable Object>> rows, List<UUID> ids) {
    private static final int LISTED = 100;

    /** The id of a tensor answer: the caller's, or else that of the first row. */
    String answerId(Optional<String> given) {
      return given.or(() -> ids.stream().findFirst().map(UUID::toString)).orElse("");
    }

    /** The ids as the parameter {@code prediction_ids} lists them; empty if they are too many. */
    Optional<String> listedIds() {
      return ids.size() <= LISTED
          ? Optional.of(ids.stream().map(UUID::toString).collect(Collectors.joining(",")))
          : Optional.empty();
    }
  }

  /** Answers, unless the caller's patience is at an end before. */
  Output predict(ProjectId project, LoadedVersion version, Input input, Patience patience) {
    Instant at = clock.instant();
    long started = System.nanoTime();
    try {
      List<Tensor> inputs = input.tensors(version);
      List<Tensor> outputs = version.model().predict(inputs, patience);
      long nanos = System.nanoTime() - started;
      Rows rows = version.model().rows();
      // An image has more values than anybody wants to see one by one.
      int shown = input.wantsRows() ? Integer.MAX_VALUE : LoggedRow.MOST_VALUES;
      List<Map<String, @Nullable Object>> answers = rows.toRows(outputs, shown);
      List<UUID> ids = ids(input.ids(), answers.size(), at);
      boolean isRowByRow = rows.count(inputs) == answers.size();
      boolean isNarrow = rows.width(inputs) <= LoggedRow.MOST_VALUES;
      log.answered(
          call(project, version, at, nanos),
          ids,
          isRowByRow && isNarrow ? row -> rows.toFeatureRow(inputs, row) : null,
          answers);
      if (isRowByRow) {
        shadows.offer(project, version, input, at, ids);
      }
      version.counts().answered(at, answers.size(), nanos);
      return new Output(outputs, answers, ids);
    } catch (InferenceException failure) {
      long nanos = System.nanoTime() - started;
      if (failure.kind() != InferenceException.Kind.CANCELLED) {
        version.counts().failed(at, nanos);
      }
      UUID id = input.ids().isEmpty() ? Ids.timeOrdered(at) : input.ids().getFirst();
      log.failed(call(project, version, at, nanos), id, failure);
      throw problem(failure);
    }
  }

  private static InferenceLog.Call call(
      ProjectId project, LoadedVersion version, Instant at, long nanos) {
    return new InferenceLog.Call(
        project,
        version.version().model(),
        version.label(),
        version.loggedFields(),
        version.environment(),
        at,
        nanos / 1e6);
  }

  private static List<UUID> ids(List<UUID> given, int rows, Instant at) {
    if (given.size() == rows) {
      return given;
    }
    List<UUID> ids = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      ids.add(row < given.size() ? given.get(row) : Ids.timeOrdered(at));
    }
    return ids;
  }

  private static ProblemException problem(InferenceException failure) {
    String message = String.valueOf(failure.getMessage());
    ErrorCode code =
        switch (failure.kind()) {
          case INVALID_INPUT -> ErrorCode.INVALID_REQUEST;
          // Nobody is left to read the answer to a call that was cancelled.
          case TIMEOUT, CANCELLED -> ErrorCode.TIMEOUT;
          case OVERLOADED -> ErrorCode.OVERLOADED;
          case CRASHED -> ErrorCode.MODEL_UNAVAILABLE;
          case FAILED -> ErrorCode.MODEL_FAILED;
        };
    long millis = failure.retryAfter().toMillis();
    return millis == 0
        ? new ProblemException(code, message)
        : new ProblemException(
            code, message, Map.of(ProblemException.RETRY_AFTER, (millis + 999) / 1_000));
  }
}
