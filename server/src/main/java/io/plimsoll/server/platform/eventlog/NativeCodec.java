package io.plimsoll.server.platform.eventlog;

import net.jpountz.lz4.LZ4Factory;
import org.jboss.logging.Logger;

/**
 * LZ4 in native code, which takes less than half as long as in Java. Kafka's client asks for the
 * fastest there is; in an application that has a class loader of its own, as this one, that is the
 * native one only if somebody loaded it before.
 */
final class NativeCodec {
  private static final Logger LOG = Logger.getLogger(NativeCodec.class);

  private NativeCodec() {}

  /** Loads it where the machine has a place for it; else records are packed in Java. */
  static void load() {
    try {
      LZ4Factory codec = LZ4Factory.nativeInstance();
      LOG.debugf("Records are packed by %s", codec);
    } catch (LinkageError | AssertionError | UnsupportedOperationException noPlace) {
      LOG.infof("Records are packed in Java, which is slower: %s", noPlace.toString());
    }
  }
}
