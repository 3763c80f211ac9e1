package io.plimsoll.server.git;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * The way back to the client. JGit swallows failures to write messages; this remembers that there
 * was one, which with what the connection itself says is how a client that left is noticed.
 */
final class ClientStream extends FilterOutputStream {
  private final BooleanSupplier isClosed;
  private volatile boolean broken;

  /**
   * @param isClosed whether the connection is known to be closed; a stream whose writes fail then
   *     need not know
   */
  ClientStream(OutputStream out, BooleanSupplier isClosed) {
    super(out);
    this.isClosed = isClosed;
  }

  boolean isBroken() {
    return broken || isClosed.getAsBoolean();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException | RuntimeException gone) {
      broken = true;
      throw gone;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException | RuntimeException gone) {
      broken = true;
      throw gone;
    }
  }
}
