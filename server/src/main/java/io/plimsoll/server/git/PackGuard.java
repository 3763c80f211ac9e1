package io.plimsoll.server.git;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Looks through the pack of a push as it comes by (gitformat-pack), before JGit does. JGit streams
 * large files, but takes commits, trees, tags, differences and what they refer to into memory as a
 * whole, and a megabyte of a pack may unpack to a gigabyte of each.
 */
final class PackGuard implements AutoCloseable {
  private static final int HEAD_OF_PACK = 12;
  private static final int ID = Constants.OBJECT_ID_LENGTH;
  private static final byte[] SIGNATURE = Constants.PACK_SIGNATURE;

  /** Two sizes of at most ten bytes each open a difference. */
  private static final int HEAD_OF_DELTA = 20;

  private final ObjectReader stored;
  private final Limits limits;
  private final Inflater inflater = new Inflater();
  private final byte[] unpacked = new byte[8_192];
  private final byte[] head = new byte[HEAD_OF_DELTA];
  private final Set<Long> placesOfLarge = new HashSet<>();
  private final Set<ObjectId> idsOfLarge = new HashSet<>();
  private final Set<ObjectId> bases = new HashSet<>();

  private State state = State.HEAD_OF_PACK;
  private int headBytes;
  private long objectsLeft;
  private long place;
  private long placeOfObject;
  private int type;
  private long size;
  private int shift;
  private long distance;
  private long unpackedBytes;
  private final MessageDigest digest = Constants.newMessageDigest();

  PackGuard(ObjectReader stored, Limits limits) {
    this.stored = stored;
    this.limits = limits;
  }

  /**
   * What is held in memory as a whole.
   *
   * @param structure bytes of a commit, a tree or a tag
   * @param delta bytes of a difference, of the object that it is a difference to, and of what
   *     results
   */
  record Limits(long structure, long delta) {
    private static final long STRUCTURE = 16L << 20;
    private static final int PART_OF_MEMORY = 16;

    static Limits ofThisMachine() {
      return new Limits(STRUCTURE, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
    }
  }

  private enum State {
    HEAD_OF_PACK,
    SIZE,
    DISTANCE,
    BASE,
    CONTENT,
    OVER
  }

  /**
   * Looks at the next bytes.
   *
   * @throws RefusedPackException if the pack is not to be read any further
   */
  void look(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end && state != State.OVER) {
      if (state == State.CONTENT) {
        at = content(bytes, at, end);
      } else {
        step(bytes[at]);
        at++;
      }
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  private void step(byte next) throws IOException {
    switch (state) {
      case HEAD_OF_PACK -> headOfPack(next);
      case SIZE -> size(next);
      case DISTANCE -> distance(next);
      case BASE -> base(next);
      case CONTENT, OVER -> throw new IllegalStateException(state.name());
    }
  }

  private void headOfPack(byte next) throws IOException {
    if (headBytes < SIGNATURE.length && next != SIGNATURE[headBytes]) {
      throw RefusedPackException.malformed();
    }
    if (headBytes >= HEAD_OF_PACK - 4) {
      objectsLeft = (objectsLeft << 8) | Byte.toUnsignedLong(next);
    }
    headBytes++;
    place++;
    if (headBytes == HEAD_OF_PACK) {
      nextObject();
    }
  }

  private void nextObject() {
    headBytes = 0;
    placeOfObject = place;
    unpackedBytes = 0;
    state = objectsLeft == 0 ? State.OVER : State.SIZE;
    objectsLeft--;
  }

  private void size(byte next) throws IOException {
    place++;
    if (headBytes == 0) {
      type = (next >> 4) & 7;
      size = next & 15;
      shift = 4;
    } else {
      if (shift > 60) {
        throw RefusedPackException.malformed();
      }
      size |= (next & 127L) << shift;
      shift += 7;
    }
    headBytes++;
    if (next < 0) {
      return;
    }
    headBytes = 0;
    distance = 0;
    requireSize();
    switch (type) {
      case Constants.OBJ_OFS_DELTA -> state = State.DISTANCE;
      case Constants.OBJ_REF_DELTA -> state = State.BASE;
      default -> beginContent();
    }
  }

  private void requireSize() throws RefusedPackException {
    switch (type) {
      case Constants.OBJ_COMMIT, Constants.OBJ_TREE, Constants.OBJ_TAG -> {
        if (size > limits.structure()) {
          throw new RefusedPackException(
              "a %s of %,d bytes is not taken; at most %,d are"
                  .formatted(Constants.typeString(type), size, limits.structure()));
        }
      }
      case Constants.OBJ_OFS_DELTA, Constants.OBJ_REF_DELTA -> requireDelta(size);
      case Constants.OBJ_BLOB -> {
        // JGit streams it, and has its limit.
      }
      default -> throw RefusedPackException.malformed();
    }
  }

  private void distance(byte next) throws IOException {
    place++;
    if (distance > Long.MAX_VALUE >> 8) {
      throw RefusedPackException.malformed();
    }
    distance = (headBytes == 0 ? 0 : (distance + 1) << 7) | (next & 127);
    headBytes++;
    if (next >= 0) {
      if (placesOfLarge.contains(placeOfObject - distance)) {
        throw tooLargeForDelta();
      }
      beginContent();
    }
  }

  private void base(byte next) throws IOException {
    place++;
    head[headBytes] = next;
    headBytes++;
    if (headBytes < ID) {
      return;
    }
    ObjectId base = ObjectId.fromRaw(head);
    if (idsOfLarge.contains(base) || isStoredAndLarge(base)) {
      throw tooLargeForDelta();
    }
    bases.add(base);
    beginContent();
  }

  private boolean isStoredAndLarge(ObjectId base) throws IOException {
    try {
      return stored.getObjectSize(base, ObjectReader.OBJ_ANY) > limits.delta();
    } catch (MissingObjectException comesInThisPack) {
      return false;
    }
  }

  private void beginContent() {
    headBytes = 0;
    inflater.reset();
    if (isLargeBlob()) {
      digest.reset();
      digest.update(Constants.encodedTypeString(type));
      digest.update((byte) ' ');
      digest.update(Constants.encodeASCII(size));
      digest.update((byte) 0);
    }
    state = State.CONTENT;
  }

  private boolean isLargeBlob() {
    return type == Constants.OBJ_BLOB && size > limits.delta();
  }

  private boolean isDelta() {
    return type == Constants.OBJ_OFS_DELTA || type == Constants.OBJ_REF_DELTA;
  }

  private int content(byte[] bytes, int at, int end) throws IOException {
    inflater.setInput(bytes, at, end - at);
    try {
      int count;
      while ((count = inflater.inflate(unpacked)) > 0) {
        unpackedBytes += count;
        if (unpackedBytes > size) {
          throw RefusedPackException.malformed();
        }
        lookAtContent(count);
      }
    } catch (DataFormatException damaged) {
      throw RefusedPackException.malformed();
    }
    int taken = end - at - inflater.getRemaining();
    place += taken;
    if (inflater.finished()) {
      endOfObject();
    } else if (inflater.needsDictionary()) {
      throw RefusedPackException.malformed();
    }
    return at + taken;
  }

  private void lookAtContent(int count) throws IOException {
    if (isLargeBlob()) {
      digest.update(unpacked, 0, count);
    } else if (isDelta() && headBytes < HEAD_OF_DELTA) {
      int part = Math.min(count, HEAD_OF_DELTA - headBytes);
      System.arraycopy(unpacked, 0, head, headBytes, part);
      headBytes += part;
    }
  }

  private void endOfObject() throws IOException {
    if (isLargeBlob()) {
      ObjectId id = ObjectId.fromRaw(digest.digest());
      if (bases.contains(id)) {
        throw tooLargeForDelta();
      }
      idsOfLarge.add(id);
      placesOfLarge.add(placeOfObject);
    } else if (isDelta()) {
      requireDelta(sizeOfResult());
    }
    nextObject();
  }

  /** A difference opens with the size of what it is made to, and the size of what results. */
  private long sizeOfResult() throws IOException {
    long result = 0;
    int at = 0;
    for (int number = 0; number < 2; number++) {
      result = 0;
      int bits = 0;
      byte next;
      do {
        if (at == headBytes || bits > 56) {
          throw RefusedPackException.malformed();
        }
        next = head[at];
        result |= (next & 127L) << bits;
        bits += 7;
        at++;
      } while (next < 0);
    }
    return result;
  }

  private void requireDelta(long bytes) throws RefusedPackException {
    if (bytes > limits.delta()) {
      throw tooLargeForDelta();
    }
  }

  private RefusedPackException tooLargeForDelta() {
    return new RefusedPackException(
        "the difference between two files of more than %,d bytes is not taken; send such files whole: git -c core.bigFileThreshold=%d push"
            .formatted(limits.delta(), limits.delta()));
  }
}
