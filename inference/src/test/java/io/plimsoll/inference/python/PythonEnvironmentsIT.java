package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.TestHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentsIT {

  private final Path folder;

  PythonEnvironmentsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void recordsWhatWasInstalled() throws Exception {
    PythonEnvironment environment = TestHome.environment();

    assertThat(environment.lock()).anyMatch(line -> line.matches("scikit-learn==\\d+\\..*"));
    assertThat(environment.lock()).noneMatch(line -> line.startsWith("pip=="));
    assertThat(environment.pythonVersion()).matches("3\\.\\d+\\.\\d+");
  }

  @Test
  void buildsOnceForEqualNeedsHoweverManyAsk() throws Exception {
    PythonEnvironments environments = new PythonEnvironments(folder);
    List<CompletableFuture<PythonEnvironment>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asked.add(
          CompletableFuture.supplyAsync(
              () -> prepare(environments), task -> Thread.ofVirtual().start(task)));
    }
    List<PythonEnvironment> built = asked.stream().map(CompletableFuture::join).toList();

    assertThat(built).extracting(PythonEnvironment::digest).containsOnly(built.getFirst().digest());
    assertThat(built).filteredOn(environment -> !environment.reused()).hasSize(1);
    assertThat(new PythonEnvironments(folder).find(built.getFirst().digest())).isPresent();
  }

  private static PythonEnvironment prepare(PythonEnvironments environments) {
    try {
      return environments.prepare(Requirements.none(), Optional.empty(), line -> {});
    } catch (EnvironmentException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void throwsAwayWhatACrashLeftHalfBuilt() throws Exception {
    PythonEnvironments environments = new PythonEnvironments(folder);
    PythonEnvironment first = prepare(environments);
    Files.delete(first.directory().resolve("plimsoll-environment.json"));
    Path rubbish = Files.writeString(first.directory().resolve("half"), "half");

    assertThat(environments.find(first.digest())).isEmpty();
    assertThat(prepare(environments).reused()).isFalse();
    assertThat(rubbish).doesNotExist();
  }

  @Test
  void saysWhatPipSaidAndLeavesNothingWhenItFails() throws Exception {
    PythonEnvironments environments = new PythonEnvironments(folder);
    Requirements requirements = Requirements.parse("scikit-learn==0.0.0.1");
    List<String> lines = Collections.synchronizedList(new ArrayList<>());

    assertThatThrownBy(() -> environments.prepare(requirements, Optional.empty(), lines::add))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("failed to install")
        .hasMessageContaining("scikit-learn==0.0.0.1")
        .hasMessageContaining("correct requirements.txt");

    assertThat(lines).isNotEmpty();
    assertThat(folder).isDirectoryNotContaining(Files::isDirectory);
  }

  @Test
  void makesALostEnvironmentOfTheVersionsThatItHad() throws Exception {
    PythonEnvironment restored =
        new PythonEnvironments(folder)
            .restore(
                Requirements.parse("joblib"),
                List.of("joblib==1.4.0", "numpy==2.1.0"),
                Optional.empty(),
                line -> {});

    assertThat(restored.lock()).containsExactly("joblib==1.4.0");
    assertThat(restored.digest())
        .isEqualTo(
            new PythonEnvironments(folder)
                .prepare(Requirements.parse("joblib"), Optional.empty(), line -> {})
                .digest());
  }

  @Test
  void namesTheVersionsThatAreThereWhenTheWishedOneIsNot() {
    assertThatThrownBy(
            () ->
                new PythonEnvironments(folder)
                    .prepare(Requirements.none(), Optional.of("3.99"), line -> {}))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Python 3.99 is not installed on the server; there are 3.");
  }

  @Test
  void stopsBuildingWhenItsThreadIsInterrupted() throws Exception {
    CountDownLatch building = new CountDownLatch(1);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    new PythonEnvironments(folder)
                        .prepare(
                            Requirements.none(), Optional.empty(), line -> building.countDown());
                    ended.complete(new AssertionError("was not stopped"));
                  } catch (Exception e) {
                    ended.complete(e);
                  }
                });
    assertThat(building.await(60, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(folder).isDirectoryNotContaining(Files::isDirectory);
  }
}
