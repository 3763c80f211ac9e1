package io.plimsoll.server.live;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jboss.logging.Logger;

/** The WebSocket of live updates. It only speaks; what a client sends is not read. */
@WebSocket(path = "/api/v1/organisations/{organisation}/projects/{project}/live")
public class LiveSocket {
  private static final Logger LOG = Logger.getLogger(LiveSocket.class);

  private final LiveHub hub;

  public LiveSocket(LiveHub hub) {
    this.hub = hub;
  }

  @OnOpen
  Uni<Void> open(WebSocketConnection connection) {
    hub.open(
        connection.id(),
        connection.userData().get(LiveUpgrade.VISITOR),
        new SocketWire(connection));
    return Uni.createFrom().voidItem();
  }

  @OnTextMessage
  Uni<Void> ignore(String message, WebSocketConnection connection) {
    hub.alive(connection.id());
    return Uni.createFrom().voidItem();
  }

  @OnPongMessage
  Uni<Void> pong(Buffer payload, WebSocketConnection connection) {
    hub.alive(connection.id());
    return Uni.createFrom().voidItem();
  }

  @OnError
  Uni<Void> broken(IOException failure, WebSocketConnection connection) {
    // A laptop that is shut or a network that went away: nothing that anybody could mend here.
    LOG.debugf("a live connection broke: %s", failure.getMessage());
    hub.left(connection.id());
    return Uni.createFrom().voidItem();
  }

  @OnClose
  Uni<Void> closed(WebSocketConnection connection) {
    hub.left(connection.id());
    return Uni.createFrom().voidItem();
  }

  private record SocketWire(WebSocketConnection connection) implements LiveWire {
    @Override
    public void send(LiveMessage message, Runnable done) {
      connection
          .sendText(message)
          .subscribe()
          .with(
              sent -> done.run(),
              failure -> {
                // A broken line is closed by its own event; only the client's turn ends here.
                LOG.debugf("a live message did not leave: %s", failure.getMessage());
                done.run();
              });
    }

    @Override
    public void probe() {
      connection.sendPing(Buffer.buffer("?")).subscribe().with(sent -> {}, SocketWire::ignore);
    }

    @Override
    public void close(Closing closing) {
      connection
          .close(new CloseReason(closing.code(), closing.reason()))
          .subscribe()
          .with(closed -> {}, SocketWire::ignore);
    }

    private static void ignore(Throwable failure) {
      LOG.debugf("a live connection is gone already: %s", failure.getMessage());
    }
  }
}
