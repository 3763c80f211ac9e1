package io.plimsoll.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLogTest {
  private final Path directory;

  ProcessLogTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void neverKeepsMoreThanTwoFilesOfTheLimit() throws Exception {
    Path file = directory.resolve("server.log");
    try (ProcessLog log = new ProcessLog(file, 100)) {
      for (int line = 0; line < 100; line++) {
        log.append("line %04d".formatted(line));
      }
    }
    assertThat(Files.size(file)).isLessThanOrEqualTo(110);
    assertThat(Files.size(directory.resolve("server.log.1"))).isLessThanOrEqualTo(110);
    assertThat(Files.readString(file)).endsWith("line 0099\n");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void goesOnInTheFileOfTheLastRun() throws Exception {
    Path file = directory.resolve("server.log");
    for (String line : List.of("first run", "second run")) {
      try (ProcessLog log = new ProcessLog(file, 1000)) {
        log.append(line);
      }
    }
    assertThat(file).hasContent("first run\nsecond run\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void readsOnWhenTheFileCannotBeWritten() {
    List<String> heard = new ArrayList<>();
    ProcessLog log = new ProcessLog(directory.resolve("missing").resolve("server.log"), 1000);
    log.copy(new ByteArrayInputStream("a\nb\n".getBytes(StandardCharsets.UTF_8)), heard::add);
    assertThat(heard).containsExactly("a", "b");
    assertThat(log.tail()).isEqualTo("a\nb");
  }

  @Test
  void makesNoFileOnceItIsClosed() throws Exception {
    Path file = directory.resolve("server.log");
    ProcessLog log = new ProcessLog(file, 1000);
    log.append("the last word");
    log.close();
    Files.delete(file);
    log.append("too late");

    assertThat(file).doesNotExist();
    assertThat(log.tail()).endsWith("too late");
  }
}
