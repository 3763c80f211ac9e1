package io.plimsoll.server.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.lib.ObjectReader;

/** The request of a push, which breaks off before what would fill the memory is read. */
final class GuardedPack extends FilterInputStream {
  private final CommandLines lines = new CommandLines();
  private final PackGuard guard;

  GuardedPack(InputStream request, ObjectReader stored, PackGuard.Limits limits) {
    super(request);
    this.guard = new PackGuard(stored, limits);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      int pack = lines.look(buffer, offset, offset + read);
      guard.look(buffer, pack, offset + read - pack);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    // What is skipped would not be looked at.
    return Math.max(0, read(new byte[(int) Math.min(bytes, 8_192)]));
  }

  /** Leaves the request open: what is left of it may have to be read. */
  @Override
  public void close() {
    guard.close();
  }
}
