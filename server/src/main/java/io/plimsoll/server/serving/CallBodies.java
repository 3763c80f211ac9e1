package io.plimsoll.server.serving;

import io.plimsoll.server.identity.PlanMeters;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.Decoding;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the bodies of calls as they are sent: plain or packed, and no larger than is allowed. */
@Singleton
public class CallBodies {
  private final PlanMeters plans;
  private final int maxBytes;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  public CallBodies(PlanMeters plans, PlimsollConfig config) {
    this.plans = plans;
    this.maxBytes = config.serving().maxBodyBytes();
  }

  /**
   * Goes on with the plain body. A packed one may become a thousand times as large, so it is
   * unpacked off the event loop.
   */
  <T> Uni<T> open(
      Tenant tenant, @Nullable String encoding, byte[] sent, Function<byte[], Uni<T>> call) {
    requireSize(tenant, sent);
    if (encoding == null) {
      return call.apply(sent);
    }
    return Uni.createFrom()
        .item(() -> Decoding.decode(sent, encoding, maxBytes))
        .runSubscriptionOn(workers)
        .invoke(body -> requireSize(tenant, body))
        .flatMap(body -> call.apply(body));
  }

  private void requireSize(Tenant tenant, byte[] body) {
    plans.requireSize(tenant, body.length);
    if (body.length > maxBytes) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The body has %d bytes; at most %d are taken. Send fewer rows in a call."
              .formatted(body.length, maxBytes));
    }
  }
}
