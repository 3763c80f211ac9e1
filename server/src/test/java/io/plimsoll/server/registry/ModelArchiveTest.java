package io.plimsoll.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelArchiveTest {
  private final Path directory;

  ModelArchiveTest(@TempDir Path parent) throws IOException {
    this.directory = Files.createDirectory(parent.resolve("model"));
  }

  @Test
  void unpacksWhatWasWritten() throws IOException {
    String longName = "a".repeat(120) + "/übung.csv";
    byte[] archive = write(Map.of("model.pkl", "abc", longName, "x,y"));
    ModelArchive.Unpacked unpacked =
        ModelArchive.unpack(new ByteArrayInputStream(archive), directory, 1_000);
    assertThat(unpacked).isEqualTo(new ModelArchive.Unpacked(2, 6));
    assertThat(directory.resolve("model.pkl")).hasContent("abc");
    assertThat(directory.resolve(longName)).hasContent("x,y");
  }

  @Test
  void sameFilesAreTheSameBytes() throws IOException {
    assertThat(write(Map.of("model.pkl", "abc"))).isEqualTo(write(Map.of("model.pkl", "abc")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escaped", "/etc/escaped", "a/../../escaped", ".", "a/.."})
  void refusesPathsThatLeaveTheDirectory(String path) throws IOException {
    byte[] archive = raw(new TarArchiveEntry(path, true));
    Path outside = directory.resolveSibling("escaped");
    assertThatThrownBy(
            () -> ModelArchive.unpack(new ByteArrayInputStream(archive), directory, 1_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lies outside");
    assertThat(outside).doesNotExist();
  }

  @Test
  void refusesLinks() throws IOException {
    for (byte kind : List.of(TarConstants.LF_SYMLINK, TarConstants.LF_LINK)) {
      TarArchiveEntry link = new TarArchiveEntry("link", kind);
      link.setLinkName("/etc/passwd");
      byte[] archive = raw(link);
      assertThatThrownBy(
              () -> ModelArchive.unpack(new ByteArrayInputStream(archive), directory, 1_000))
          .hasMessageContaining("is not a plain file");
    }
  }

  @Test
  void refusesMoreBytesThanAllowed() throws IOException {
    byte[] archive = write(Map.of("model.pkl", "abcdef"));
    assertThatThrownBy(() -> ModelArchive.unpack(new ByteArrayInputStream(archive), directory, 5))
        .hasMessageContaining("more than");
  }

  private static byte[] write(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ModelArchive.Writer writer = new ModelArchive.Writer(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        writer.add(file.getKey(), content.length, out -> out.write(content));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] raw(TarArchiveEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
