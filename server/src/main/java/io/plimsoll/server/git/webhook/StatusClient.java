package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.outbound.OutboundGuard;
import io.plimsoll.server.platform.outbound.RefusedAddressException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a commit's status to the API of its provider: the commit statuses of GitHub, and those of
 * GitLab. The connection goes to the address that was judged; a redirect is not followed.
 */
@ApplicationScoped
public class StatusClient {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final OutboundGuard guard;
  private final HttpClient http;

  public StatusClient(OutboundGuard guard, Vertx vertx) {
    this.guard = guard;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(5_000)
                .setMaxHeaderSize(16_384));
  }

  /** Says to {@code commit} what its job has come to. */
  Answer tell(ConnectedRepository repository, String commit, CommitState state, String jobUrl)
      throws InterruptedException {
    String token = repository.token().orElse("");
    if (token.isEmpty()) {
      return new Answer.Refused("The repository has no access token any more.");
    }
    URI address = repository.url().statuses(repository.provider(), commit);
    try {
      RequestOptions request = request(address);
      authorize(request, repository.provider(), token);
      Buffer body = body(repository, state, jobUrl).toBuffer();
      int status =
          http.request(request)
              .compose(open -> open.send(body))
              .compose(
                  response -> {
                    // Only the status counts, and a body could be of any length.
                    int code = response.statusCode();
                    response.request().reset();
                    return Future.succeededFuture(code);
                  })
              .toCompletionStage()
              .toCompletableFuture()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return answer(address, status);
    } catch (RefusedAddressException refused) {
      return new Answer.Refused(String.valueOf(refused.getMessage()));
    } catch (UnknownHostException unknown) {
      return new Answer.Unreachable("The name %s cannot be resolved.".formatted(address.getHost()));
    } catch (ExecutionException failure) {
      return new Answer.Unreachable(
          "%s could not be reached: %s".formatted(address.getHost(), failure.getCause()));
    } catch (TimeoutException late) {
      return new Answer.Unreachable(
          "%s did not answer within %d s.".formatted(address.getHost(), LIMIT.toSeconds()));
    }
  }

  private RequestOptions request(URI address) throws RefusedAddressException, UnknownHostException {
    boolean isSecure = "https".equals(address.getScheme());
    int standard = isSecure ? 443 : 80;
    int port = address.getPort() < 0 ? standard : address.getPort();
    InetAddress server = guard.resolve(address.getHost()).getFirst();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(port, server.getHostAddress()))
        .setHost(address.getHost())
        .setPort(port)
        .setSsl(isSecure)
        .setURI(address.getRawPath())
        .setFollowRedirects(false)
        .setTimeout(LIMIT.toMillis())
        .putHeader("Content-Type", "application/json")
        .putHeader("User-Agent", "plimsoll");
  }

  private static void authorize(RequestOptions request, Provider provider, String token) {
    switch (provider) {
      case GITHUB ->
          request
              .putHeader("Authorization", "Bearer " + token)
              .putHeader("Accept", "application/vnd.github+json")
              .putHeader("X-GitHub-Api-Version", "2022-11-28");
      case GITLAB -> request.putHeader("PRIVATE-TOKEN", token);
    }
  }

  private static JsonObject body(ConnectedRepository repository, CommitState state, String jobUrl) {
    String context =
        switch (repository.provider()) {
          case GITHUB -> "context";
          case GITLAB -> "name";
        };
    return new JsonObject()
        .put("state", state.word(repository.provider()))
        .put("target_url", jobUrl)
        .put("description", state.description())
        .put(context, "plimsoll/" + repository.model());
  }

  private static Answer answer(URI address, int status) {
    if (status >= 200 && status < 300) {
      return new Answer.Told();
    }
    String said = "%s answered %d.".formatted(address.getHost(), status);
    boolean mayPass = status == 408 || status == 429 || status >= 500;
    return mayPass
        ? new Answer.Unreachable(said)
        : new Answer.Refused(said + " Check what the access token may do.");
  }

  /** What came of it. */
  sealed interface Answer {
    record Told() implements Answer {}

    record Refused(String reason) implements Answer {}

    record Unreachable(String reason) implements Answer {}
  }
}
