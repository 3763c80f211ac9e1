package io.plimsoll.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CompilerThreadsTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void leavesThemAShareBehindThatOfAllOthersHoweverOftenItIsAsked() throws IOException {
    int own = CompilerThreads.niceness(Path.of("/proc/thread-self"));

    CompilerThreads.giveWay();
    CompilerThreads.giveWay();

    assertThat(CompilerThreads.all())
        .isNotEmpty()
        .allSatisfy(
            thread ->
                assertThat(CompilerThreads.niceness(thread))
                    .isEqualTo(Math.min(19, own + CompilerThreads.STEPS)));
    assertThat(CompilerThreads.niceness(Path.of("/proc/thread-self"))).isEqualTo(own);
  }
}
