package io.plimsoll.server.intake;

import io.plimsoll.events.Event;
import io.plimsoll.events.LineageFacts;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.Topic;

/** Where an event goes in the log: its topic, and the key that keeps what belongs together. */
public final class LogEntries {
  private LogEntries() {}

  /** The entry of an event that was read from {@code text}, the bytes that are kept. */
  public static EventLog.Entry of(Event event, ProjectId project, byte[] text) {
    return switch (event) {
      case Event.Prediction it ->
          new EventLog.Entry(
              Topic.PREDICTIONS, project, it.model() + "/" + it.entity().orElse(""), text);
      case Event.Feedback it -> new EventLog.Entry(Topic.FEEDBACK, project, it.model(), text);
      case Event.Metric it -> new EventLog.Entry(Topic.METRICS, project, it.name(), text);
      case Event.Stage it -> new EventLog.Entry(Topic.STAGES, project, it.pipeline(), text);
      case Event.ErrorReport it ->
          new EventLog.Entry(Topic.ERRORS, project, it.failure().kind(), text);
      case Event.DatasetBatch it -> new EventLog.Entry(Topic.DATASETS, project, it.dataset(), text);
      case Event.Lineage it -> new EventLog.Entry(Topic.LINEAGE, project, lineageKey(it), text);
      case Event.SparkReport it ->
          new EventLog.Entry(Topic.SPARK, project, it.applicationId(), text);
    };
  }

  /** What one job says stays in order, and so does what is said of a dataset alone. */
  private static String lineageKey(Event.Lineage event) {
    return event
        .facts()
        .job()
        .map(LineageFacts.Job::name)
        .orElseGet(() -> event.facts().datasets().getFirst().name())
        .id()
        .toString();
  }
}
