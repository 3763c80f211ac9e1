package io.plimsoll.server.upload;

import static io.plimsoll.server.upload.Packed.gzip;
import static io.plimsoll.server.upload.Packed.tar;
import static io.plimsoll.server.upload.Packed.text;
import static io.plimsoll.server.upload.Packed.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.registry.ArchiveFolder;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.UnfitArchiveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SentArchiveTest {
  private static final long LIMIT = 10_000_000;
  private static final Map<String, byte[]> FILES =
      Map.of("model.onnx", text("abc"), "data/rows.csv", text("x,y\n"));

  private final Path parent;
  private final Path folder;

  SentArchiveTest(@TempDir Path parent) throws IOException {
    this.parent = parent;
    this.folder = Files.createDirectory(parent.resolve("files"));
  }

  @Test
  void theSameFilesAreTheSameBlobWhateverPackedThem() throws IOException {
    byte[] tarred = pack(tar(FILES));
    assertThat(pack(gzip(tar(FILES)))).isEqualTo(tarred);
    assertThat(pack(zip(FILES))).isEqualTo(tarred);
    assertThat(pack(tar(Map.of("./model.onnx", text("abc"), "./data/rows.csv", text("x,y\n")))))
        .isEqualTo(tarred);
  }

  @Test
  void leavesFoldersAside() throws IOException {
    byte[] archive =
        tar(
            tar -> {
              Packed.add(tar, new TarArchiveEntry("./"), new byte[0]);
              Packed.add(tar, new TarArchiveEntry("data/"), new byte[0]);
              TarArchiveEntry file = new TarArchiveEntry("data/rows.csv");
              file.setSize(1);
              Packed.add(tar, file, text("x"));
            });
    assertThat(unpack(archive, LIMIT).files()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escaped", "/tmp/escaped", "a/../../escaped"})
  void nothingLeavesTheFolder(String name) {
    Map<String, byte[]> files = Map.of(name, text("evil"));
    for (byte[] archive : List.of(tar(files), gzip(tar(files)), zip(files))) {
      assertThatThrownBy(() -> unpack(archive, LIMIT))
          .isInstanceOf(UnfitArchiveException.class)
          .hasMessageContaining("lies outside");
    }
    assertThat(parent.resolve("escaped")).doesNotExist();
    assertThat(Path.of("/tmp/escaped")).doesNotExist();
  }

  @Test
  void refusesLinksOfEveryKind() throws IOException {
    for (byte kind : List.of(TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO)) {
      TarArchiveEntry link = new TarArchiveEntry("model.onnx", kind);
      link.setLinkName("/etc/passwd");
      byte[] archive = tar(tar -> Packed.add(tar, link, new byte[0]));
      assertThatThrownBy(() -> unpack(archive, LIMIT)).hasMessageContaining("not a plain file");
    }
    assertThatThrownBy(() -> unpack(zipOfLink(), LIMIT)).hasMessageContaining("not a plain file");
  }

  @Test
  void aBombIsCutOffAtTheLimitAndNotAtWhatItClaims() {
    Map<String, byte[]> zeros = Map.of("zeros", new byte[3_000_000]);
    for (byte[] bomb : List.of(gzip(tar(zeros)), zip(zeros))) {
      assertThat(bomb.length).isLessThan(20_000);
      assertThatThrownBy(() -> unpack(bomb, 1_000_000)).hasMessageContaining("1,000,000 bytes");
    }
  }

  @Test
  void aHeaderOfGigabytesIsNotReadIntoMemory() {
    byte[] archive =
        gzip(
            tar(
                tar -> {
                  TarArchiveEntry longName =
                      new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
                  longName.setSize(5_000_000);
                  Packed.add(tar, longName, text("x".repeat(5_000_000)));
                }));
    assertThatThrownBy(() -> unpack(archive, LIMIT)).hasMessageContaining("holds a header");
  }

  @Test
  void refusesTheSameNameTwice() {
    byte[] archive =
        tar(
            tar -> {
              for (int i = 0; i < 2; i++) {
                TarArchiveEntry entry = new TarArchiveEntry("model.onnx");
                entry.setSize(1);
                Packed.add(tar, entry, text("x"));
              }
            });
    assertThatThrownBy(() -> unpack(archive, LIMIT)).hasMessageContaining("in it twice");
    assertThatThrownBy(() -> unpack(tar(Map.of("a", text("x"), "a/b", text("y"))), LIMIT))
        .hasMessageContaining("a file and a folder");
  }

  @Test
  void saysWhatIsWrongWithWhatIsNoArchive() {
    assertThatThrownBy(() -> unpack(text("{}"), LIMIT)).hasMessageContaining("neither a tar");
    assertThatThrownBy(() -> unpack(new byte[0], LIMIT)).hasMessageContaining("neither a tar");
    assertThatThrownBy(() -> unpack(tar(Map.of()), LIMIT)).hasMessageContaining("neither a tar");
    for (byte[] whole : List.of(gzip(tar(FILES)), zip(FILES))) {
      byte[] half = Arrays.copyOf(whole, whole.length / 2);
      assertThatThrownBy(() -> unpack(half, LIMIT)).isInstanceOf(UnfitArchiveException.class);
    }
    byte[] tar = tar(Map.of("model.onnx", new byte[4_000]));
    for (int length : List.of(700, 2_000, 4_000)) {
      assertThatThrownBy(() -> unpack(Arrays.copyOf(tar, length), LIMIT))
          .isInstanceOf(UnfitArchiveException.class)
          .hasMessageContaining("cut off");
    }
    Arrays.fill(tar, 130, 140, (byte) '!');
    assertThatThrownBy(() -> unpack(tar, LIMIT)).hasMessageContaining("damaged");
  }

  /** The archive as it is kept. */
  private byte[] pack(byte[] archive) throws IOException {
    Path own = Files.createTempDirectory(parent, "own");
    new SentArchive(file(archive)).unpack(new ArchiveFolder(own, LIMIT));
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    ModelArchive.pack(own, kept);
    return kept.toByteArray();
  }

  private ModelArchive.Unpacked unpack(byte[] archive, long limit) throws IOException {
    clear();
    ArchiveFolder files = new ArchiveFolder(folder, limit);
    new SentArchive(file(archive)).unpack(files);
    return files.content();
  }

  private void clear() throws IOException {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path each : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder)) {
          Files.delete(each);
        }
      }
    }
  }

  private Path file(byte[] archive) throws IOException {
    return Files.write(parent.resolve("archive"), archive);
  }

  private static byte[] zipOfLink() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      ZipArchiveEntry entry = new ZipArchiveEntry("model.onnx");
      entry.setUnixMode(0120777);
      zip.putArchiveEntry(entry);
      zip.write(text("/etc/passwd"));
      zip.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
