package io.plimsoll.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The limit for calls of models: the HTTP server that the platform stands on, with a handler that
 * reads the same request, does nothing, and sends an answer of the same size. No sign-in, no JSON,
 * no model, no log.
 */
final class BareServer {
  private BareServer() {}

  /**
   * Listens on a port of the loopback address and prints it.
   *
   * @param arguments the file with the answer, and the port; without one, a free port
   */
  public static void main(String[] arguments) throws Exception {
    Buffer answer = Buffer.buffer(Files.readAllBytes(Path.of(arguments[0])));
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      // Loops share a port only if they ask for the same one, which 0 is not.
      int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : Ports.free();
      vertx
          .deployVerticle(
              () -> new Handler(port, answer),
              new DeploymentOptions().setInstances(2 * Runtime.getRuntime().availableProcessors()))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      System.out.println(port);
      System.out.flush();
      // Ends with the process that started it, however that one ends.
      System.in.transferTo(OutputStream.nullOutputStream());
    } finally {
      // Its event loops would keep a server alive that could not start.
      vertx.close();
    }
    System.exit(0);
  }

  /** One event loop's share of the connections. */
  private static final class Handler extends AbstractVerticle {
    private final int port;
    private final Buffer answer;

    Handler(int port, Buffer answer) {
      this.port = port;
      this.answer = answer;
    }

    @Override
    public void start(Promise<Void> started) {
      var listening =
          vertx
              .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
              .requestHandler(request -> request.bodyHandler(body -> end(request)))
              .listen()
              .<Void>mapEmpty()
              .onComplete(started);
      assert listening != null : "its outcome is the start's";
    }

    private void end(HttpServerRequest request) {
      var sent =
          request.response().putHeader("Content-Type", "application/json").end(answer.copy());
      assert sent != null : "a client that is gone needs no answer";
    }
  }
}
