package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a child process is run: in a session of its own, so that Ctrl-C in the terminal reaches only
 * the server, which then stops its children in order; with a signal that the kernel sends when the
 * server dies; and, for programs that refuse it, not as root.
 */
sealed interface Confinement {
  /** The command that runs the given one. */
  List<String> command(Signal onParentDeath, List<String> command);

  /** Gives files to the user that the command runs as, unless they are that user's already. */
  default void own(Path root) {}

  /** The user that runs the server. */
  record SameUser() implements Confinement {
    @Override
    public List<String> command(Signal onParentDeath, List<String> command) {
      return concat(
          List.of(
              "setsid",
              "setpriv",
              "--no-new-privs",
              "--pdeathsig",
              onParentDeath.shortName(),
              "--"),
          command);
    }
  }

  /**
   * Root that has given up all its rights by entering a user namespace, where it is nobody. It
   * still owns its files, so the data may lie below a directory that only root can enter.
   */
  record UserNamespace() implements Confinement {
    @Override
    public List<String> command(Signal onParentDeath, List<String> command) {
      return concat(
          List.of(
              "setsid",
              "unshare",
              "--user",
              "--",
              "setpriv",
              "--no-new-privs",
              "--pdeathsig",
              onParentDeath.shortName(),
              "--"),
          command);
    }

    @Override
    public void own(Path root) {
      // They are somebody else's if an earlier start in this directory had to make do with nobody.
      ChangeOwner.of(root, "root");
    }
  }

  /** The user nobody, for root in a container that may not make user namespaces. */
  record Nobody() implements Confinement {
    private static final String USER = "nobody";

    @Override
    public List<String> command(Signal onParentDeath, List<String> command) {
      return concat(
          List.of(
              "setsid",
              "setpriv",
              "--reuid=" + USER,
              "--regid=nogroup",
              "--clear-groups",
              "--no-new-privs",
              "--pdeathsig",
              onParentDeath.shortName(),
              "--"),
          command);
    }

    @Override
    public void own(Path root) {
      ChangeOwner.of(root, USER);
    }
  }

  /** For programs that do not mind being root. */
  static Confinement sameUser() {
    return new SameUser();
  }

  /** For programs that refuse to run as root. */
  static Confinement withoutRoot() {
    if (!isRoot()) {
      return new SameUser();
    }
    return succeeds(new UserNamespace().command(Signal.KILL, List.of("true")))
        ? new UserNamespace()
        : new Nobody();
  }

  /** Runs a short command to its end and says whether it succeeded. */
  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot run "
              + command.getFirst()
              + ": "
              + e.getMessage()
              + ". Install it (apt-get install util-linux).",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("Interrupted while running " + command.getFirst(), e);
    }
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot read /proc/self: " + e.getMessage() + ". Mount /proc.", e);
    }
  }

  private static List<String> concat(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return List.copyOf(all);
  }

  /** Changes each file and directory, and never what a symbolic link points at. */
  final class ChangeOwner extends SimpleFileVisitor<Path> {
    private final UserPrincipal user;

    private ChangeOwner(UserPrincipal user) {
      this.user = user;
    }

    private static void of(Path root, String name) {
      try {
        UserPrincipal user =
            root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
        if (!Files.getOwner(root).equals(user)) {
          Files.walkFileTree(root, new ChangeOwner(user));
        }
      } catch (IOException e) {
        throw new EmbeddedServerException(
            "Cannot give "
                + root
                + " to the user "
                + name
                + ": "
                + e.getMessage()
                + ". Run Plimsoll as an ordinary user.",
            e);
      }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!attributes.isSymbolicLink()) {
        change(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      change(directory);
      return FileVisitResult.CONTINUE;
    }

    private void change(Path path) throws IOException {
      Files.getFileAttributeView(path, PosixFileAttributeView.class).setOwner(user);
    }
  }
}
