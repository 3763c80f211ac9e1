package io.plimsoll.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionMemoryTest {

  private static final int ATTRIBUTE = 5;
  private static final long OF_ANY = 256 << 10;

  private final Path folder;

  SessionMemoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private long estimate(byte[] file) throws IOException {
    return SessionMemory.estimate(Files.write(folder.resolve("model.onnx"), file));
  }

  /** A model of one node, which has so many bytes of attributes. */
  private static byte[] model(String operator, int bytes) {
    byte[] node =
        joined(
            field(4, operator.getBytes(StandardCharsets.UTF_8)), field(ATTRIBUTE, new byte[bytes]));
    // Its version stands before the graph, as a number.
    return joined(new byte[] {8, 9}, field(7, field(1, node)));
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((number << 3) | 2);
    int length = content.length;
    while (length > 127) {
      out.write((length & 127) | 128);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void weighsTreesAndTextsMoreThanWeights() throws Exception {
    int bytes = 1_000_000;
    assertThat(estimate(model("Gemm", bytes)) - OF_ANY).isBetween(3L * bytes, 3L * bytes + 1000);
    assertThat(estimate(model("TreeEnsembleRegressor", bytes)) - OF_ANY)
        .isBetween(13L * bytes / 2, 13L * bytes / 2 + 1000);
    assertThat(estimate(model("LabelEncoder", bytes)) - OF_ANY)
        .isBetween(18L * bytes, 18L * bytes + 1000);
  }

  @Test
  void takesWhatIsDamagedForWeights() throws Exception {
    byte[] whole = model("TreeEnsembleRegressor", 500);
    byte[] cut = Arrays.copyOf(whole, 300);
    assertThat(estimate(cut)).isEqualTo(OF_ANY + 900);
    assertThat(estimate(new byte[0])).isEqualTo(OF_ANY);
    assertThat(estimate("<PMML>, or whatever".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(OF_ANY + 3 * 19);
  }
}
