package io.plimsoll.server.pipeline.labels;

import io.plimsoll.events.Event;
import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Joins the labels of a batch with the answers that they are about, and the answers of a batch with
 * the labels that were there before them. The caller holds the project's lock and has stored the
 * batch's rows in the same transaction, each of them once.
 */
public final class JoinStore {
  private final LabelSettingsStore settings = new LabelSettingsStore();
  private final LabelStore labels = new LabelStore();
  private final AnswerStore answers = new AnswerStore();
  private final StateStore states = new StateStore();
  private final SampleStore samples = new SampleStore();

  /**
   * Counts what is new.
   *
   * @return the models of which labels were joined; what their answers add alone is looked up when
   *     somebody asks
   */
  public Set<String> join(
      Handle handle,
      ProjectId project,
      List<Event.Prediction> predictions,
      List<Event.Feedback> feedback) {
    List<AnsweredRow> rows = predictions.stream().map(AnsweredRow::from).toList();
    Map<Label.Of, Label> given = new LinkedHashMap<>();
    feedback.stream().map(Label::from).forEach(each -> given.merge(each.of(), each, Label::newer));
    Set<String> models = new TreeSet<>();
    rows.forEach(row -> models.add(row.model()));
    given.values().forEach(label -> models.add(label.model()));
    if (models.isEmpty()) {
      return models;
    }
    Joining joining = new Joining(handle, project, readings(handle, project, models));
    joining.count(rows);
    joining.joinWaiting(rows);
    joining.join(given);
    joining.finish();
    return joining.labelledModels();
  }

  /**
   * Counts rows again from which nothing is counted any more, each with the label that holds. Rows
   * may share an id: the first of them has its label, unless that was counted with another one.
   *
   * @param rows the oldest first
   * @param given by the id of their prediction
   */
  void recount(
      Handle handle,
      ProjectId project,
      String model,
      List<AnsweredRow> rows,
      Map<UUID, Label> given) {
    Joining joining = new Joining(handle, project, readings(handle, project, Set.of(model)));
    joining.count(rows);
    Map<UUID, Label> open = new HashMap<>(given);
    open.keySet().removeAll(labels.joined(handle, project, model, given.keySet()));
    for (AnsweredRow row : rows) {
      Label label = open.remove(row.id());
      if (label != null) {
        joining.add(row, label);
      }
    }
    joining.finish();
  }

  private Map<String, LabelReading> readings(
      Handle handle, ProjectId project, Collection<String> models) {
    Map<String, LabelReading> readings = new HashMap<>();
    Map<String, PerformanceSettings> known = settings.of(handle, project, models);
    for (String model : models) {
      readings.put(model, new LabelReading(known.getOrDefault(model, PerformanceSettings.AUTO)));
    }
    return readings;
  }

  /** One batch on its way. */
  private final class Joining {
    private final Handle handle;
    private final ProjectId project;
    private final Map<String, LabelReading> readings;
    private final LabelIncrement increment = new LabelIncrement();
    private final List<LabelStore.Stored> changed = new ArrayList<>();
    private final Set<String> labelled = new TreeSet<>();
    private final List<AnsweredRow> sampled = new ArrayList<>();

    Joining(Handle handle, ProjectId project, Map<String, LabelReading> readings) {
      this.handle = handle;
      this.project = project;
      this.readings = readings;
    }

    void count(List<AnsweredRow> rows) {
      for (AnsweredRow row : rows) {
        if (!row.counts()) {
          continue;
        }
        LabelReading reading = reading(row.model());
        LabelReading.Answer answer = reading.answer(row.outputs()).orElse(null);
        increment.change(
            row.model(),
            row.version(),
            row.hour(),
            reading.segments(row.features(), row.tags()),
            state -> LabelReading.countPrediction(state, answer));
        boolean isNumber = answer instanceof LabelReading.Answer.OfNumber;
        if (isNumber || reading.isMulticlass(row.outputs())) {
          sampled.add(row);
        }
      }
    }

    /** Labels may have been there before the answers that they are about. */
    void joinWaiting(List<AnsweredRow> rows) {
      if (rows.isEmpty() || !labels.hasWaiting(handle, project, readings.keySet())) {
        return;
      }
      Map<Label.Of, AnsweredRow> byId =
          rows.stream().collect(Collectors.toMap(AnsweredRow::of, row -> row, (one, other) -> one));
      for (LabelStore.Stored stored : labels.find(handle, project, byId.keySet())) {
        AnsweredRow row = byId.get(stored.label().of());
        if (row != null && stored.joined().isEmpty()) {
          add(row, stored.label());
        }
      }
      // The batch's own labels may correct these, and have to find them joined.
      save();
    }

    void join(Map<Label.Of, Label> given) {
      if (given.isEmpty()) {
        return;
      }
      Map<Label.Of, Label> unknown = new LinkedHashMap<>(given);
      for (LabelStore.Stored stored : labels.find(handle, project, given.keySet())) {
        Label label = unknown.remove(stored.label().of());
        if (label != null && label.isNewerThan(stored.label())) {
          correct(stored, label);
        }
      }
      Map<Label.Of, AnsweredRow> found = answers.find(handle, project, unknown.values());
      for (Label label : unknown.values()) {
        AnsweredRow row = found.get(label.of());
        if (row == null) {
          changed.add(LabelStore.Stored.waiting(label));
        } else {
          add(row, label);
        }
      }
    }

    /** Takes back exactly what the former label was counted as. */
    private void correct(LabelStore.Stored stored, Label label) {
      if (stored.joined().isEmpty()) {
        changed.add(LabelStore.Stored.waiting(label));
        return;
      }
      LabelStore.Joined joined = stored.joined().get();
      LabelReading reading = reading(stored.label().model());
      CountedLabel now = reading.read(joined.answer(), label.actual());
      changed.add(new LabelStore.Stored(label, Optional.of(joined.counted(now))));
      if (joined.counts()) {
        CountedLabel before =
            joined
                .counted()
                .orElseGet(() -> reading.read(joined.answer(), stored.label().actual()));
        increment.change(
            stored.label().model(),
            joined.version(),
            joined.hour(),
            joined.segments(),
            state -> {
              before.addTo(state, -1);
              now.addTo(state, 1);
            });
      }
    }

    private void add(AnsweredRow row, Label label) {
      LabelReading reading = reading(row.model());
      Map<String, String> segments = reading.segments(row.features(), row.tags());
      CountedLabel counted = reading.read(row.outputs(), label.actual());
      changed.add(LabelStore.Stored.joined(label, row, segments, counted));
      if (row.counts()) {
        increment.change(
            row.model(), row.version(), row.hour(), segments, state -> counted.addTo(state, 1));
      }
    }

    private void save() {
      labels.save(handle, project, changed);
      changed.stream()
          .filter(each -> each.joined().isPresent())
          .forEach(each -> labelled.add(each.label().model()));
      changed.clear();
    }

    void finish() {
      save();
      states.merge(handle, project, increment);
      samples.offer(handle, project, sampled);
    }

    Set<String> labelledModels() {
      return labelled;
    }

    private LabelReading reading(String model) {
      return readings.computeIfAbsent(model, name -> new LabelReading(PerformanceSettings.AUTO));
    }
  }
}
