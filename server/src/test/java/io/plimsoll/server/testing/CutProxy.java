package io.plimsoll.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way between two processes that can be cut: connections are broken and refused, frozen for a
 * time, or left standing while nothing arrives any more, as when a firewall forgets them.
 */
public final class CutProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket door;
  private final int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean isFrozen;
  private volatile boolean isRefusing;

  private CutProxy(ServerSocket door, int target) {
    this.door = door;
    this.target = target;
  }

  /** A way to a port of this machine, where somebody listens now or later. */
  public static CutProxy to(int target) {
    try {
      ServerSocket door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      CutProxy proxy = new CutProxy(door, target);
      Thread.ofVirtual().name("proxy").start(proxy::accept);
      return proxy;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A port of this machine where nobody listens at this moment. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public int port() {
    return door.getLocalPort();
  }

  /** Breaks every connection and refuses new ones. */
  public void cut() {
    isRefusing = true;
    links.forEach(Link::close);
  }

  /** Lets nothing through; what was sent arrives after {@link #heal}. */
  public void freeze() {
    setFrozen(true);
  }

  /** Lets nothing through that there is now, ever again, and tells nobody. */
  public void strand() {
    setFrozen(true);
    links.forEach(Link::strand);
  }

  public void heal() {
    isRefusing = false;
    setFrozen(false);
  }

  /** How many connections there are, to be stranded or not. */
  public int connections() {
    return links.size();
  }

  @Override
  public void close() {
    closeQuietly(door);
    links.forEach(Link::close);
    heal();
  }

  private void setFrozen(boolean frozen) {
    lock.lock();
    try {
      isFrozen = frozen;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitThaw() throws InterruptedException {
    lock.lock();
    try {
      while (isFrozen) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().name("proxy-link").start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      if (isRefusing) {
        throw new IOException("refused");
      }
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException nobodyThere) {
      closeQuietly(client);
      closeQuietly(server);
      return;
    }
    Link link = new Link(client, server);
    links.add(link);
    Thread.ofVirtual().name("proxy-out").start(() -> link.carry(client, server));
    link.carry(server, client);
  }

  private static void closeQuietly(AutoCloseable closed) {
    try {
      closed.close();
    } catch (Exception gone) {
      // It is gone either way.
      return;
    }
  }

  /** One connection: a socket to each side. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean isStranded;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void strand() {
      isStranded = true;
    }

    void carry(Socket from, Socket to) {
      byte[] buffer = new byte[65_536];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (isStranded) {
            continue;
          }
          awaitThaw();
          if (!isStranded) {
            out.write(buffer, 0, read);
          }
        }
      } catch (IOException gone) {
        // One end has gone; the other shall hear of it, unless nothing gets through.
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      if (!isStranded) {
        close();
      }
    }

    void close() {
      closeQuietly(client);
      closeQuietly(server);
      links.remove(this);
    }
  }
}
