package io.plimsoll.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to happen with a batch after an attempt to send it. */
final class Outcome {
  /** How an attempt may end. */
  enum Kind {
    /** The server has judged every event. */
    SETTLED,
    /** Sending the same again cannot help. */
    HOPELESS,
    /** The request has to be cut in pieces. */
    TOO_LARGE,
    /** The server is away or overloaded; worth any number of attempts. */
    AWAY,
    /** The server chokes, perhaps on this batch; worth a few attempts. */
    CHOKED
  }

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY = 429;

  private final Kind kind;
  private final long accepted;
  private final List<Map<String, Object>> refused;
  private final String reason;
  private final String message;
  private final long afterNanos;

  private Outcome(
      Kind kind,
      long accepted,
      List<Map<String, Object>> refused,
      String reason,
      String message,
      long afterNanos) {
    this.kind = kind;
    this.accepted = accepted;
    this.refused = refused;
    this.reason = reason;
    this.message = message;
    this.afterNanos = afterNanos;
  }

  /** No answer came. */
  static Outcome unreachable(String reason) {
    return new Outcome(Kind.AWAY, 0, Collections.emptyList(), "no answer, " + reason, "", 0);
  }

  /** What an answer means for the batch that was sent. */
  static Outcome judge(int status, String body, long afterNanos, int sent) {
    if (status == TOO_MANY || (status >= 502 && status <= 504)) {
      return again(Kind.AWAY, status, afterNanos);
    }
    if (status == REQUEST_TIMEOUT || status == TOO_EARLY || status >= 500) {
      return again(Kind.CHOKED, status, afterNanos);
    }
    if (status == 413) {
      return new Outcome(Kind.TOO_LARGE, 0, Collections.emptyList(), "", "", 0);
    }
    Map<String, Object> answer = JsonReader.object(body);
    boolean isRefusedWhole = status == 400 && "all_events_refused".equals(answer.get("code"));
    if ((status >= 200 && status < 300) || isRefusedWhole) {
      return settled(answer, sent, isRefusedWhole);
    }
    return hopeless(status, answer);
  }

  private static Outcome again(Kind kind, int status, long afterNanos) {
    return new Outcome(kind, 0, Collections.emptyList(), "status " + status, "", afterNanos);
  }

  private static Outcome settled(Map<String, Object> answer, int sent, boolean isRefusedWhole) {
    List<Map<String, Object>> refused = new ArrayList<>();
    Object list = answer.get("refused");
    if (list instanceof List) {
      ((List<?>) list).forEach(each -> refused.add(JsonReader.members(each)));
    }
    while (isRefusedWhole && refused.size() < sent) {
      Map<String, Object> unsaid = new LinkedHashMap<>();
      unsaid.put("code", "all_events_refused");
      refused.add(unsaid);
    }
    long accepted = Math.max(0, sent - refused.size());
    return new Outcome(Kind.SETTLED, accepted, refused, "", "", 0);
  }

  private static Outcome hopeless(int status, Map<String, Object> answer) {
    String reason = "http_" + status;
    Object detail = answer.get("detail");
    String message = "the server answered " + status + ": " + (detail == null ? "" : detail);
    if (status == 401) {
      reason = "unauthorised";
      message = "the server does not know the API key; check it, or make another in the dashboard.";
    } else if (status == 403) {
      reason = "forbidden";
      message = "the API key lacks the scope \"events\"; make one that has it in the dashboard.";
    } else if (status == 404 || status < 400) {
      message = "there is no Plimsoll at this address; check the url.";
    }
    return new Outcome(Kind.HOPELESS, 0, Collections.emptyList(), reason, message, 0);
  }

  Kind kind() {
    return kind;
  }

  long accepted() {
    return accepted;
  }

  /** Each with code and message, as far as the server said them. */
  List<Map<String, Object>> refused() {
    return refused;
  }

  String reason() {
    return reason;
  }

  String message() {
    return message;
  }

  /** How long the server wants to be left alone. */
  long afterNanos() {
    return afterNanos;
  }
}
