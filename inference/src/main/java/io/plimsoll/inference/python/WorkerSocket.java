package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Mount;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The door at which one worker knocks once. The socket itself is open to every user id, since the
 * worker has one of its own; the private folder around it keeps everybody else away.
 */
final class WorkerSocket implements AutoCloseable {

  /** Linux allows 108 bytes for the path of a socket, with its end. */
  private static final int MAX_PATH = 107;

  private static final String NAME = "s";

  private final Path outer;
  private final Path shown;
  private final ServerSocketChannel listener;

  private WorkerSocket(Path outer, Path shown, ServerSocketChannel listener) {
    this.outer = outer;
    this.shown = shown;
    this.listener = listener;
  }

  static WorkerSocket open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path outer = Files.createTempDirectory(folder, "w");
    if (outer.resolve("d").resolve(NAME).toString().getBytes(StandardCharsets.UTF_8).length
        > MAX_PATH) {
      Files.delete(outer);
      outer = Files.createTempDirectory(Path.of("/tmp"), "plimsoll-");
    }
    Path shown = Files.createDirectory(outer.resolve("d"));
    Files.setPosixFilePermissions(shown, PosixFilePermissions.fromString("rwxr-xr-x"));
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path path = shown.resolve(NAME);
    listener.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    return new WorkerSocket(outer, shown, listener);
  }

  Mount mount() {
    return new Mount(shown, "/run/plimsoll");
  }

  static String nameIn(String folder) {
    return folder + "/" + NAME;
  }

  /** Waits for the worker; closing the socket from another thread ends the wait. */
  SocketChannel accept() throws IOException {
    return listener.accept();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(shown.resolve(NAME));
    Files.deleteIfExists(shown);
    Files.deleteIfExists(outer);
  }
}
