package io.plimsoll.inference.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The signals that stop a process, with their numbers on Linux (x86-64 and AArch64). The JDK itself
 * can only send TERM and KILL; a {@code kill} command is not on every machine, so the C library's
 * function is called.
 */
public enum Signal {
  INTERRUPT(2, "INT"),
  QUIT(3, "QUIT"),
  KILL(9, "KILL"),
  TERMINATE(15, "TERM"),
  /** Halts a process where it stands; it cannot be caught. */
  STOP(19, "STOP");

  private final int number;
  private final String shortName;

  Signal(int number, String shortName) {
    this.number = number;
    this.shortName = shortName;
  }

  /** The name as command-line tools take it. */
  public String shortName() {
    return shortName;
  }

  /** Says whether there was such a process to send the signal to. */
  public boolean send(long pid) {
    // 0 and negative numbers mean whole groups of processes, up to all of them.
    if (pid <= 1 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Process id " + pid + " is not one of a child process.");
    }
    try {
      return (int) Library.KILL_FUNCTION.invokeExact((int) pid, number) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot send " + shortName + " to process " + pid, e);
    }
  }

  private static final class Library {
    static final MethodHandle KILL_FUNCTION = find();

    @SuppressWarnings("restricted")
    private static MethodHandle find() {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor signature =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      return linker.downcallHandle(linker.defaultLookup().findOrThrow("kill"), signature);
    }
  }
}
