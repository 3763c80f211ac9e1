package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packs written byte by byte, some of them as no client would. */
class PackGuardTest {
  private static final PackGuard.Limits LIMITS = new PackGuard.Limits(1_000, 2_000);
  private static final byte[] SMALL = new byte[500];
  private static final byte[] LARGE = new byte[2_001];

  private final InMemoryRepository repository =
      new InMemoryRepository(new DfsRepositoryDescription("test"));
  private final ByteArrayOutputStream objects = new ByteArrayOutputStream();
  private int count;

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void letsThroughWhatIsSmallWhateverPiecesItComesIn() throws IOException {
    object(Constants.OBJ_COMMIT, SMALL);
    int blob = object(Constants.OBJ_BLOB, SMALL);
    object(Constants.OBJ_BLOB, LARGE);
    object(Constants.OBJ_BLOB, new byte[0]);
    deltaByPlace(blob, delta(SMALL.length, 2_000));
    deltaById(id(SMALL), delta(SMALL.length, 300));
    byte[] push = push();

    for (int piece : new int[] {1, 2, 3, 7, 100, push.length}) {
      assertThat(read(push, piece)).isEqualTo(push);
    }
  }

  @Test
  void refusesLargeStructure() throws IOException {
    object(Constants.OBJ_TREE, new byte[1_001]);

    assertThatThrownBy(() -> read(push(), 64))
        .isInstanceOf(RefusedPackException.class)
        .hasMessage("a tree of 1,001 bytes is not taken; at most 1,000 are");
  }

  @Test
  void refusesWhatUnpacksToMoreThanItSays() throws IOException {
    head(Constants.OBJ_COMMIT, 10);
    content(SMALL);

    assertThatThrownBy(() -> read(push(), 64)).hasMessageContaining("damaged");
  }

  @Test
  void refusesADifferenceThatMakesALargeFile() throws IOException {
    int blob = object(Constants.OBJ_BLOB, SMALL);
    deltaByPlace(blob, delta(SMALL.length, 2_001));

    assertRefusesDelta();
  }

  @Test
  void refusesALargeDifference() throws IOException {
    int blob = object(Constants.OBJ_BLOB, SMALL);
    deltaByPlace(blob, new byte[2_001]);

    assertRefusesDelta();
  }

  @Test
  void refusesADifferenceToALargeFileByItsPlace() throws IOException {
    int blob = object(Constants.OBJ_BLOB, LARGE);
    object(Constants.OBJ_BLOB, SMALL);
    deltaByPlace(blob, delta(10, 10));

    assertRefusesDelta();
  }

  @Test
  void refusesADifferenceToALargeFileBeforeIt() throws IOException {
    object(Constants.OBJ_BLOB, LARGE);
    deltaById(id(LARGE), delta(10, 10));

    assertRefusesDelta();
  }

  @Test
  void refusesADifferenceToALargeFileBehindIt() throws IOException {
    deltaById(id(LARGE), delta(10, 10));
    object(Constants.OBJ_BLOB, LARGE);

    assertRefusesDelta();
  }

  @Test
  void refusesADifferenceToALargeFileThatIsStored() throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      inserter.insert(Constants.OBJ_BLOB, LARGE);
      inserter.insert(Constants.OBJ_BLOB, SMALL);
      inserter.flush();
    }
    deltaById(id(SMALL), delta(10, 10));
    byte[] harmless = push();
    assertThat(read(harmless, 64)).isEqualTo(harmless);
    deltaById(id(LARGE), delta(10, 10));

    assertRefusesDelta();
  }

  @Test
  void refusesWhatIsNoPush() {
    byte[] lineOfNothing = "xyz".getBytes(StandardCharsets.US_ASCII);
    byte[] noPack = "0000PAKC".getBytes(StandardCharsets.US_ASCII);
    byte[] deleting = "0000".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> read(lineOfNothing, 64)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> read(noPack, 64)).hasMessageContaining("damaged");
    assertThatCode(() -> read(deleting, 64)).doesNotThrowAnyException();
  }

  private void assertRefusesDelta() {
    assertThatThrownBy(() -> read(push(), 64))
        .isInstanceOf(RefusedPackException.class)
        .hasMessageContaining("more than 2,000 bytes")
        .hasMessageContaining("git -c core.bigFileThreshold=2000 push");
  }

  private byte[] read(byte[] push, int piece) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in =
        new GuardedPack(new ByteArrayInputStream(push), repository.newObjectReader(), LIMITS)) {
      byte[] buffer = new byte[piece];
      int length;
      while ((length = in.read(buffer)) >= 0) {
        read.write(buffer, 0, length);
      }
    }
    return read.toByteArray();
  }

  /** A command, the end of the commands, and the pack with whatever end. */
  private byte[] push() throws IOException {
    ByteArrayOutputStream push = new ByteArrayOutputStream();
    push.write("0009abcde0000PACK".getBytes(StandardCharsets.US_ASCII));
    push.write(ByteBuffer.allocate(8).putInt(2).putInt(count).array());
    objects.writeTo(push);
    push.write(new byte[20]);
    return push.toByteArray();
  }

  private int object(int type, byte[] bytes) throws IOException {
    int place = head(type, bytes.length);
    content(bytes);
    return place;
  }

  private void deltaByPlace(int of, byte[] delta) throws IOException {
    int distance = head(Constants.OBJ_OFS_DELTA, delta.length) - of;
    // Two bytes are enough for what these tests write.
    int above = distance - 128;
    assertThat(distance).isBetween(1, 16_000);
    if (distance > 127) {
      objects.write(128 | (above >> 7));
      objects.write(above & 127);
    } else {
      objects.write(distance);
    }
    content(delta);
  }

  private void deltaById(ObjectId of, byte[] delta) throws IOException {
    head(Constants.OBJ_REF_DELTA, delta.length);
    of.copyRawTo(objects);
    content(delta);
  }

  /** The place of the object in the pack. */
  private int head(int type, int size) {
    int place = 12 + objects.size();
    int left = size >> 4;
    objects.write((left > 0 ? 128 : 0) | (type << 4) | (size & 15));
    while (left > 0) {
      int rest = left >> 7;
      objects.write((rest > 0 ? 128 : 0) | (left & 127));
      left = rest;
    }
    count++;
    return place;
  }

  private void content(byte[] bytes) throws IOException {
    try (OutputStream out = new DeflaterOutputStream(objects)) {
      out.write(bytes);
    }
  }

  private static byte[] delta(int of, int result) {
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    for (int size : new int[] {of, result}) {
      int left = size;
      while (left > 127) {
        delta.write(128 | (left & 127));
        left >>= 7;
      }
      delta.write(left);
    }
    return delta.toByteArray();
  }

  private static ObjectId id(byte[] blob) {
    try (ObjectInserter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, blob);
    }
  }
}
