package io.plimsoll.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The limit for calls of models: the HTTP server that the platform stands on, with a handler that
 * reads the same request and sends an answer of the same size. No sign-in and no log; with a file
 * of JSON, no model either, with a graph, ONNX Runtime and what reads and writes JSON for it.
 */
final class BareServer {
  private BareServer() {}

  /** How to start one in a process of its own; it listens on that port. */
  static List<String> command(Path answerOrGraph, int port) {
    return List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-Xmx1g",
        "-XX:+UseG1GC",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        BareServer.class.getName(),
        answerOrGraph.toString(),
        Integer.toString(port));
  }

  /**
   * Listens on a port of the loopback address, and says so.
   *
   * @param arguments the file with the answer or with the graph, and the port
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    // As the platform has them.
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    try {
      vertx
          .deployVerticle(
              () -> new Handler(port, file), new DeploymentOptions().setInstances(loops))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      System.out.println("listening");
      System.out.flush();
      // Ends with the process that started it, however that one ends.
      System.in.transferTo(OutputStream.nullOutputStream());
    } finally {
      // Its event loops would keep a server alive that could not start.
      vertx.close();
    }
    System.exit(0);
  }

  /** What is answered to a body. */
  @FunctionalInterface
  private interface Answering {
    Buffer answer(Buffer body) throws Exception;

    static Answering of(Path file) throws Exception {
      if (file.toString().endsWith(".onnx")) {
        OnnxCall call = OnnxCall.open(file);
        return body -> Buffer.buffer(call.answer(call.read(body.getBytes())).json());
      }
      Buffer answer = Buffer.buffer(Files.readAllBytes(file));
      return body -> answer.copy();
    }
  }

  /** One event loop's share of the connections. */
  private static final class Handler extends AbstractVerticle {
    private final int port;
    private final Path file;

    Handler(int port, Path file) {
      this.port = port;
      this.file = file;
    }

    @Override
    public void start(Promise<Void> started) throws Exception {
      Answering answering = Answering.of(file);
      var listening =
          vertx
              .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
              .requestHandler(request -> request.bodyHandler(body -> end(request, body, answering)))
              .listen()
              .<Void>mapEmpty()
              .onComplete(started);
      assert listening != null : "its outcome is the start's";
    }

    private static void end(HttpServerRequest request, Buffer body, Answering answering) {
      HttpServerResponse response =
          request.response().putHeader("Content-Type", "application/json");
      try {
        var sent = response.end(answering.answer(body));
        assert sent != null : "a client that is gone needs no answer";
      } catch (Exception failure) {
        var sent = response.setStatusCode(500).end(failure + "\n");
        assert sent != null : "a client that is gone needs no answer";
      }
    }
  }
}
