package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.bench.Profile.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProfileTest {
  @ParameterizedTest
  @CsvSource({
    "LOG, java.lang.String org.apache.kafka.clients.Producer io.plimsoll.server.serving.Predictor",
    "LOG, com.fasterxml.jackson.core.Writer io.plimsoll.server.serving.InferenceLog io.netty.Loop",
    "RUNTIME, ai.onnxruntime.OrtSession io.plimsoll.server.serving.Predictor io.netty.Loop",
    "BODIES, com.fasterxml.jackson.core.Parser io.plimsoll.server.serving.Predictor io.netty.Loop",
    "FRAMEWORK, java.util.HashMap io.vertx.core.Headers io.plimsoll.server.serving.Caller",
    "PLATFORM, java.util.HashMap io.plimsoll.server.serving.Caller io.netty.Loop",
    "NETWORK, io.netty.channel.unix.FileDescriptor io.vertx.core.Answer io.plimsoll.server.X",
    "FRAMEWORK, java.util.HashMap io.netty.channel.Loop",
    "OTHER, java.util.HashMap java.lang.Thread"
  })
  void namesThePartThatAStackBelongsTo(Part part, String classes) {
    assertThat(Part.of("vert.x-eventloop-thread-0", List.of(classes.split(" ")))).isEqualTo(part);
  }

  @Test
  void countsWhatSendsTheLogAsLog() {
    assertThat(Part.of("kafka-producer-network-thread", List.of("java.util.HashMap")))
        .isEqualTo(Part.LOG);
  }

  @Test
  void samplesThisVeryProcess(@TempDir Path folder) throws Exception {
    DoubleAdder sum = new DoubleAdder();
    Profile profile =
        Profile.during(ProcessHandle.current(), folder.resolve("own.jfr"), () -> sum.add(sines()));
    assertThat(sum.sum()).isFinite();
    // This class is Plimsoll's, and all the work is done in it.
    assertThat(profile.percent(Part.PLATFORM)).isGreaterThan(50);
    assertThat(profile.time()).isPositive();
  }

  /** Work of a fixed size that takes many sampling periods on any machine. */
  private static double sines() {
    double sum = 0;
    for (int i = 0; i < 30_000_000; i++) {
      sum += Math.sin(i);
    }
    return sum;
  }
}
