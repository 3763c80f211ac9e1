package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AlertDecisionTest {
  private final Timeline drift = new Timeline(RuleKind.DRIFT);
  private final Timeline errors = new Timeline(RuleKind.ERRORS);
  private final Timeline latency = new Timeline(RuleKind.LATENCY);

  @Test
  void staysQuietBelowTheLine() {
    drift.run(1, 0.05, 0.1, 0.19, 0.2, 0.1).expect();
  }

  @Test
  void firesOnceHoweverLongTheSignalStaysOver() {
    drift.run(1, 0.1, 0.3, 0.3, 0.31, 0.3, 0.35).expect("3:fired warning");
  }

  @Test
  void doesNotFireOnASingleEvaluationOverTheLine() {
    drift.run(1, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9).expect();
  }

  @Test
  void doesNotFireOnFewerRowsThanTheMinimum() {
    drift.at(1).rows(249).signal(3).at(2).rows(249).signal(3).at(3).rows(249).signal(3).expect();
  }

  @Test
  void doesNotFireOnWhatChanceExplains() {
    drift.at(1).noise(0.34).signal(0.21).at(2).noise(0.34).signal(0.33).expect();
  }

  @Test
  void firesOnWhatExceedsBothTheThresholdAndChance() {
    drift.at(1).noise(0.34).signal(0.39).at(2).noise(0.34).signal(0.39).expect("2:fired warning");
  }

  @Test
  void resolvesAfterTwoEvaluationsWellBelowTheLine() {
    drift.run(1, 0.3, 0.3, 0.17, 0.17, 0.1).expect("2:fired warning", "4:resolved BACK_TO_NORMAL");
  }

  @Test
  void keepsFiringJustBelowTheLine() {
    drift.run(1, 0.3, 0.3, 0.19, 0.195, 0.181, 0.199).expect("2:fired warning");
  }

  @Test
  void resolvesWhenChanceExplainsTheRest() {
    drift
        .run(1, 0.3, 0.3)
        .at(3)
        .noise(0.25)
        .signal(0.195)
        .at(4)
        .noise(0.25)
        .signal(0.195)
        .expect("2:fired warning", "4:resolved BACK_TO_NORMAL");
  }

  @Test
  void doesNotResolveOnFewerRowsThanTheMinimum() {
    drift
        .run(1, 0.3, 0.3)
        .at(3)
        .rows(20)
        .signal(0.01)
        .at(4)
        .rows(20)
        .signal(0.01)
        .expect("2:fired warning");
  }

  @Test
  void doesNotFlapWhenTheSignalTremblesAtTheLine() {
    Random random = new Random(42);
    for (int minute = 1; minute <= 500; minute++) {
      drift.at(minute).signal(0.2 + (random.nextDouble() - 0.5) * 0.03);
    }
    drift.expect("2:fired warning");
  }

  @Test
  void doesNotFlapWhenEvaluationsAlternateBetweenFarOverAndFarBelow() {
    drift.run(1, 0.3, 0.3, 0.05, 0.3, 0.05, 0.3, 0.05, 0.3).expect("2:fired warning");
  }

  @Test
  void firesAgainAfterItWasResolved() {
    drift
        .run(1, 0.3, 0.3, 0.1, 0.1, 0.3, 0.3)
        .expect("2:fired warning", "4:resolved BACK_TO_NORMAL", "6:fired warning");
  }

  @Test
  void doesNotResolveWhileAnyFeatureIsOver() {
    drift
        .at(1)
        .signal(0.3, 0.3)
        .at(2)
        .signal(0.3, 0.3)
        .at(3)
        .signal(0.1, 0.3)
        .at(4)
        .signal(0.1, 0.3)
        .expect("2:fired warning", "3:updated warning");
  }

  @Test
  void isCriticalAtTwiceTheThresholdAndDoesNotCalmDownAgain() {
    drift.run(1, 0.3, 0.3, 0.41, 0.3, 0.41).expect("2:fired warning", "3:updated critical");
  }

  @Test
  void tellsWhenAnotherFeatureJoins() {
    drift
        .at(1)
        .signal(0.3, 0.1)
        .at(2)
        .signal(0.3, 0.1)
        .at(3)
        .signal(0.3, 0.25)
        .at(4)
        .signal(0.3, 0.19)
        .at(5)
        .signal(0.3, 0.21)
        .expect("2:fired warning", "3:updated warning");
  }

  @Test
  void resolvesWhenAnotherVersionGoesLiveAndJudgesThatOneAfresh() {
    drift
        .run(1, 0.3, 0.3)
        .version("2")
        .run(3, 0.05, 0.05)
        .expect("2:fired warning", "3:resolved ANOTHER_VERSION");
  }

  @Test
  void resolvesWhenTheRuleIsSwitchedOffAndStaysQuiet() {
    drift
        .run(1, 0.3, 0.3)
        .disabled()
        .run(3, 0.5, 0.5, 0.5)
        .expect("2:fired warning", "3:resolved RULE_DISABLED");
  }

  @Test
  void resolvesWhenThereIsNothingLeftToJudge() {
    drift
        .run(1, 0.3, 0.3)
        .at(3)
        .calm(Calm.NO_TRAFFIC)
        .signal()
        .expect("2:fired warning", "3:resolved NO_TRAFFIC");
  }

  @Test
  void errorsAreCriticalAndResolveWhenNothingFailsAnyMore() {
    errors
        .run(1, 0.06, 0.06)
        .at(3)
        .rows(3)
        .calm(Calm.NOTHING_OFFENDS)
        .signal(0)
        .expect("2:fired critical", "3:resolved NOTHING_OFFENDS");
  }

  @Test
  void latencyFiresAtTwiceItsLimitAsCritical() {
    latency.run(1, 2.1, 4.5).expect("2:fired critical");
  }
}
