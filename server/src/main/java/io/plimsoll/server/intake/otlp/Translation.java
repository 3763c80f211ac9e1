package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.server.intake.LogEntries;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request on its way to becoming events. Each record is read by the reader that reads all
 * events; if one of its events is refused, none of them is kept. Not thread-safe.
 */
final class Translation {
  static final int MAX_EVENTS = 50_000;

  private static final EventReader READER = new EventReader(Limits.DEFAULTS);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProjectId project;
  private final Instant now;
  private final Notices notices = new Notices();
  private final List<EventLog.Entry> entries = new ArrayList<>();
  private final Map<String, Long> refusedByCode = new TreeMap<>();
  private long refused;
  private String firstReason = "";

  Translation(ProjectId project, Instant now) {
    this.project = project;
    this.now = now;
  }

  /** What a record of the request becomes, or why it becomes nothing. */
  interface Source {
    List<Draft> drafts() throws RecordRefusedException;
  }

  Instant now() {
    return now;
  }

  Notices notices() {
    return notices;
  }

  /** Takes one record with all of its events. */
  void add(Source source) {
    try {
      add(1, source.drafts());
    } catch (RecordRefusedException refusal) {
      refuse(1, "untranslatable", String.valueOf(refusal.getMessage()));
    }
  }

  /** Takes events that stand for so many records. */
  void add(long records, List<Draft> drafts) {
    List<EventLog.Entry> read = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      try {
        byte[] text = JSON.writeValueAsBytes(draft.fields());
        read.add(LogEntries.of(READER.read(text, now), project, text));
      } catch (EventRefusedException refusal) {
        refuse(records, refusal.code().text(), draft.what() + ": " + refusal.reason());
        return;
      } catch (JsonProcessingException loneSurrogate) {
        refuse(records, "not_json", draft.what() + ": a text holds half of a character.");
        return;
      }
    }
    if (entries.size() + read.size() > MAX_EVENTS) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The request makes more than %d events; send it in several.".formatted(MAX_EVENTS));
    }
    entries.addAll(read);
  }

  List<EventLog.Entry> entries() {
    return entries;
  }

  long refused() {
    return refused;
  }

  Map<String, Long> refusedByCode() {
    return refusedByCode;
  }

  /** What to tell the sender; empty if all was taken as it is. */
  Optional<String> message() {
    if (refused == 0) {
      return notices.isEmpty() ? Optional.empty() : Optional.of(notices.text());
    }
    String reason = "%d refused; the first: %s".formatted(refused, firstReason);
    return Optional.of(notices.isEmpty() ? reason : reason + " Also: " + notices.text());
  }

  private void refuse(long records, String code, String reason) {
    if (refused == 0) {
      firstReason = Texts.shorten(reason, 1_000);
    }
    refused += records;
    refusedByCode.merge(code, records, Long::sum);
  }
}
