package io.plimsoll.server.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What could be better about an application, as Dr. Elephant and the alerts of DataFlint judge it;
 * each rule names whose bounds it has. Pure.
 */
final class Advisor {
  private static final int MOST = 100;

  private Advisor() {}

  static List<SparkAdvice> advise(SparkApplication application, SparkParts parts) {
    List<SparkAdvice> advice = new ArrayList<>();
    new ApplicationRules(application, parts.executors()).judge(advice);
    parts.stages().forEach(stage -> StageRules.judge(stage, advice));
    parts.queries().forEach(query -> FileRules.judge(query, advice));
    StreamRules.judge(application, parts.streams(), parts.progress(), advice);
    return advice.stream()
        .sorted(Comparator.comparing(SparkAdvice::severity).reversed())
        .limit(MOST)
        .toList();
  }
}
