package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;

/** A model with all that comes before and after its own rule. */
final class CompiledModel implements Scorer {

  private final Step[] steps;
  private final Scorer scorer;
  private final TargetRule target;
  private final List<OutputField> outputs;

  CompiledModel(List<Step> steps, Scorer scorer, TargetRule target, List<OutputField> outputs) {
    this.steps = steps.toArray(Step[]::new);
    this.scorer = scorer;
    this.target = target;
    this.outputs = List.copyOf(outputs);
  }

  List<OutputField> outputs() {
    return outputs;
  }

  @Override
  public List<String> classes() {
    return scorer.classes();
  }

  @Override
  public boolean hasShares() {
    return scorer.hasShares();
  }

  @Override
  public Outcome score(Frame frame) throws InferenceException {
    for (Step step : steps) {
      step.run(frame);
    }
    Outcome outcome = target.of(scorer.score(frame));
    for (OutputField output : outputs) {
      output.answer().write(frame, outcome);
    }
    return outcome;
  }
}
