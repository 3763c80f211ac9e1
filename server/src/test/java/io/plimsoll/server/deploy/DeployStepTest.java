package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.jobs.NewJob;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DeployStepTest {
  @Test
  void namesTheStepsThatANewJobIsMadeWith() {
    assertThat(Arrays.stream(DeployStep.values()).map(DeployStep::text))
        .containsExactlyElementsOf(NewJob.STEPS);
  }
}
