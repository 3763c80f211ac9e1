package io.plimsoll.server.app;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Lets the threads of the JIT compiler wait for those that answer calls. A method may take the
 * compiler most of a second, minutes after the start; with as many shares of a busy processor as
 * the thread that answers, it makes calls wait in a queue for all of that time. With a quarter of
 * it, the code is compiled a little later and calls go on.
 *
 * <p>Linux gives every thread a niceness of its own, which the ones that it starts inherit
 * (setpriority(2), sched(7)); a lower share may be taken by anybody. The JVM's own option for it,
 * {@code -XX:CompilerThreadPriority}, needs {@code -XX:ThreadPriorityPolicy=1}, which changes the
 * priorities of all threads and warns whoever is not root.
 */
final class CompilerThreads {
  /** A step of niceness is a factor of 1.25: five leave one part of four beside a busy thread. */
  static final int STEPS = 5;

  private static final Logger LOG = Logger.getLogger(CompilerThreads.class);
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final int LEAST = 19;

  /** What the kernel keeps, 15 characters, of the names that HotSpot gives them. */
  private static final List<String> NAMES = List.of("C1 CompilerThre", "C2 CompilerThre");

  private CompilerThreads() {}

  /** Does so where it can: on Linux. Anywhere else nothing is changed. */
  static void giveWay() {
    try {
      int behind = Math.min(LEAST, niceness(Path.of("/proc/self")) + STEPS);
      all().forEach(thread -> lower(thread, behind));
    } catch (IOException elsewhere) {
      LOG.debugf("the compiler's threads keep their priority: %s", elsewhere.toString());
    }
  }

  private static void lower(Path thread, int niceness) {
    try {
      if (niceness(thread) < niceness && !Library.set(tid(thread), niceness)) {
        LOG.debugf("thread %s of the compiler keeps its priority", thread.getFileName());
      }
    } catch (IOException ended) {
      // The JVM has as many of them as there is work.
    }
  }

  /** Those that there are now, as folders of the kernel's. */
  static List<Path> all() throws IOException {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(CompilerThreads::compiles).toList();
    }
  }

  /** From -20, the most of the processor, to 19. */
  static int niceness(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    // proc(5): the name in brackets may hold blanks; niceness is the 17th field behind it.
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 18)[16]);
  }

  private static boolean compiles(Path thread) {
    try {
      return NAMES.contains(Files.readString(thread.resolve("comm")).strip());
    } catch (IOException ended) {
      return false;
    }
  }

  private static int tid(Path thread) {
    return Integer.parseInt(String.valueOf(thread.getFileName()));
  }

  private static final class Library {
    private static final int PRIO_PROCESS = 0;
    private static final MethodHandle SET_PRIORITY = find();

    static boolean set(int tid, int niceness) {
      try {
        return (int) SET_PRIORITY.invokeExact(PRIO_PROCESS, tid, niceness) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException("Cannot set the priority of thread " + tid, e);
      }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle find() {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor signature =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT);
      return linker.downcallHandle(linker.defaultLookup().findOrThrow("setpriority"), signature);
    }
  }
}
