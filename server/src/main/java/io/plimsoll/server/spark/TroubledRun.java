package io.plimsoll.server.spark;

/**
 * The latest run of a name that failed, was killed or was lost, where no run that ended later has
 * succeeded and none that began later makes progress.
 *
 * @param inARow how many runs of that name have ended so since one was well
 */
public record TroubledRun(SparkApplication run, int inARow) {
  public boolean isLost() {
    return run.status() == SparkState.LOST;
  }
}
