package io.plimsoll.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
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
   * Listens on a free port of the loopback address and prints it.
   *
   * @param arguments the file with the answer
   */
  public static void main(String[] arguments) throws Exception {
    Buffer answer = Buffer.buffer(Files.readAllBytes(Path.of(arguments[0])));
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    int loops = 2 * Runtime.getRuntime().availableProcessors();
    int port = 0;
    for (int i = 0; i < loops; i++) {
      port =
          vertx
              .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
              .requestHandler(
                  request ->
                      request.bodyHandler(
                          body ->
                              request
                                  .response()
                                  .putHeader("Content-Type", "application/json")
                                  .end(answer.copy())))
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort();
    }
    System.out.println(port);
    System.out.flush();
    // Ends with the process that started it, however that one ends.
    System.in.transferTo(OutputStream.nullOutputStream());
    vertx.close();
    System.exit(0);
  }
}
