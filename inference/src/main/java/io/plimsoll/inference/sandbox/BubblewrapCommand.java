package io.plimsoll.inference.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds the line that starts bubblewrap; see its manual page for each option. */
final class BubblewrapCommand {

  /** How the sandbox comes to its rights, and loses them. */
  enum Privilege {
    /**
     * We are root: bubblewrap mounts with our rights, so folders below another's private folder can
     * be shown, and setpriv then changes to a user id that owns nothing.
     */
    ROOT,
    /** We are an ordinary user: a user namespace gives the rights to mount, and nothing else. */
    USER_NAMESPACE
  }

  private static final List<String> SYSTEM_FOLDERS =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /**
   * Where the machine's memory runs out all the same, the kernel is to end a model, and not the
   * server or its database. A process may say that of itself.
   */
  private static final List<String> FIRST_TO_GO =
      List.of(
          "/bin/sh",
          "-c",
          "{ echo 1000 > /proc/self/oom_score_adj; } 2> /dev/null; exec \"$@\"",
          "sh");

  private static final List<String> SYSTEM_FILES =
      List.of("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives");

  private final Path program;
  private final Privilege privilege;
  private final List<String> line = new ArrayList<>();

  BubblewrapCommand(Path program, Privilege privilege) {
    this.program = program;
    this.privilege = privilege;
  }

  List<String> build(SandboxPlan plan) {
    line.clear();
    add(program.toString());
    namespaces();
    system();
    devices(plan.limits());
    mounts(plan.mounts());
    // The root itself is a writable file system in memory until here; no limit would hold on it.
    add("--remount-ro", "/", "--chdir", "/tmp", "--clearenv");
    environment(plan.environment());
    add("--");
    dropRights();
    line.addAll(resourceLimits(plan.limits(), true));
    line.addAll(plan.command());
    return List.copyOf(line);
  }

  private void namespaces() {
    add("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts");
    add("--unshare-cgroup-try", "--hostname", "sandbox");
    add("--die-with-parent", "--new-session", "--cap-drop", "ALL");
    switch (privilege) {
      case ROOT -> {
        for (String needed : List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")) {
          add("--cap-add", needed);
        }
      }
      case USER_NAMESPACE -> add("--unshare-user", "--uid", "65534", "--gid", "65534");
    }
  }

  private void system() {
    add("--ro-bind", "/usr", "/usr");
    for (String folder : SYSTEM_FOLDERS) {
      Path path = Path.of(folder);
      if (Files.isSymbolicLink(path)) {
        add("--symlink", linkTarget(path), folder);
      } else if (Files.isDirectory(path)) {
        add("--ro-bind", folder, folder);
      }
    }
    add("--perms", "755", "--dir", "/etc");
    for (String file : SYSTEM_FILES) {
      add("--ro-bind-try", file, file);
    }
  }

  private void devices(Limits limits) {
    String size = Long.toString(limits.temporaryBytes());
    add("--proc", "/proc", "--dev", "/dev");
    add("--perms", "1777", "--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
    // Before all binds, since some of them may be of folders below /tmp.
    add("--perms", "1777", "--size", size, "--tmpfs", "/tmp");
  }

  private void mounts(List<Mount> mounts) {
    Set<String> parents = new LinkedHashSet<>();
    for (Mount mount : mounts) {
      if (!isShownAlready(mount)) {
        addParents(Path.of(mount.inside()), parents);
      }
    }
    // Bubblewrap makes missing parents for itself alone; the command runs as somebody else.
    for (String parent : parents) {
      add("--perms", "755", "--dir", parent);
    }
    for (Mount mount : mounts) {
      if (!isShownAlready(mount)) {
        add("--ro-bind", mount.host().toString(), mount.inside());
      }
    }
  }

  private static boolean isShownAlready(Mount mount) {
    return mount.inside().equals("/usr") || mount.inside().startsWith("/usr/");
  }

  private static void addParents(Path inside, Set<String> parents) {
    Path parent = inside.getParent();
    if (parent != null && parent.getNameCount() > 0) {
      addParents(parent, parents);
      if (!parent.equals(Path.of("/tmp"))) {
        parents.add(parent.toString());
      }
    }
  }

  private void environment(Map<String, String> environment) {
    Sandbox.neutralEnvironment("/tmp").forEach((name, value) -> add("--setenv", name, value));
    environment.forEach((name, value) -> add("--setenv", name, value));
  }

  private void dropRights() {
    if (privilege == Privilege.ROOT) {
      String id = Integer.toString(Host.unusedUserId());
      add("/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--no-new-privs");
      add("--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--");
    }
  }

  static List<String> resourceLimits(Limits limits, boolean countsProcesses) {
    List<String> line = new ArrayList<>();
    line.add(Host.program("prlimit").map(Path::toString).orElse("/usr/bin/prlimit"));
    line.add("--core=0");
    line.add("--as=" + limits.memoryBytes());
    line.add("--fsize=" + limits.fileBytes());
    line.add("--nofile=" + limits.openFiles());
    if (countsProcesses) {
      line.add("--nproc=" + limits.processes());
    }
    if (limits.cpuSeconds() > 0) {
      line.add("--cpu=" + limits.cpuSeconds());
    }
    line.add("--");
    line.addAll(FIRST_TO_GO);
    return line;
  }

  private static String linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String... words) {
    line.addAll(List.of(words));
  }
}
