package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.LatencyCard;
import io.plimsoll.inference.python.Batching;
import io.plimsoll.inference.repository.RunSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long MIB = 1L << 20;
  private static final LatencyCard CARD = new LatencyCard(900, 300 * MIB, List.of());

  @Test
  void takesWhatFits() {
    assertThatCode(() -> Admission.requireWorkers(CARD, RunSettings.DEFAULT, 2, 600 * MIB))
        .doesNotThrowAnyException();
    assertThatCode(() -> Admission.requireWorkers(CARD, limited(300 * MIB), 1, 600 * MIB))
        .doesNotThrowAnyException();
    assertThatCode(() -> Admission.requireModel(CARD, 300 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void namesTheValueAndTheRemedyOfWhatDoesNot() {
    assertThatThrownBy(() -> Admission.requireWorkers(CARD, RunSettings.DEFAULT, 2, 599 * MIB))
        .hasMessage(
            "A worker of the model holds 300 MiB after the test data, there are always 2 of them,"
                + " and all Python workers of the server may hold 599 MiB together. Make the model"
                + " smaller, lower workers.min in plimsoll.yaml, or have serving.pythonMemoryBytes"
                + " raised.");
    assertThatThrownBy(() -> Admission.requireWorkers(CARD, limited(299 * MIB), 1, 600 * MIB))
        .hasMessage(
            "plimsoll.yaml: workers.memory is 299 MiB, but a worker holds 300 MiB after the test"
                + " data already. Allow it more.");
    assertThatThrownBy(() -> Admission.requireModel(CARD, 299 * MIB))
        .hasMessageContaining("would need about 300 MiB of memory")
        .hasMessageContaining("299 MiB together")
        .hasMessageContaining("serving.modelMemoryBytes");
    assertThatThrownBy(() -> Admission.requireHeap(CARD, 299 * MIB))
        .hasMessageContaining("300 MiB of the server's heap")
        .hasMessageContaining("-Xmx");
  }

  private static RunSettings limited(long workerBytes) {
    return new RunSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(workerBytes),
        Batching.DEFAULT);
  }
}
