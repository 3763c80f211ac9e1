package io.plimsoll.server.git.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** What a delivery says, as far as it matters here. */
sealed interface Notice {
  /** A branch points at a commit now. */
  record Pushed(String branch, String commit, String message, String by) implements Notice {}

  /** Nothing is to be done; {@code words} say why. */
  record Nothing(String words) implements Notice {}

  /** The body is not what the provider sends. */
  record Malformed(String words) implements Notice {}

  /** Reads a delivery. */
  static Notice read(Provider provider, String event, JsonNode body) {
    return switch (provider) {
      case GITHUB ->
          switch (event) {
            case "push" ->
                Pushes.read(body, body.at("/head_commit/message"), body.at("/pusher/name"));
            case "ping" -> new Nothing("The webhook is connected.");
            default -> other(event, "push");
          };
      case GITLAB ->
          switch (event) {
            case "Push Hook" ->
                Pushes.read(body, Pushes.lastMessage(body), body.path("user_username"));
            default -> other(event, "push events");
          };
    };
  }

  private static Notice other(String event, String wanted) {
    return new Nothing(
        "Events of the kind \"%s\" deploy nothing; only %s are needed.".formatted(event, wanted));
  }

  /** Pushes, which both providers describe alike. */
  final class Pushes {
    private static final String BRANCH = "refs/heads/";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern NONE = Pattern.compile("0+");
    private static final int MAX_TEXT = 1_000;

    private Pushes() {}

    private static Notice read(JsonNode body, JsonNode message, JsonNode by) {
      String ref = body.path("ref").asText("");
      String after = body.path("after").asText("");
      if (!ref.startsWith(BRANCH)) {
        return new Nothing("%s is no branch.".formatted(ref.isEmpty() ? "What was pushed" : ref));
      }
      if (!COMMIT.matcher(after).matches()) {
        return new Malformed("The push names no commit under \"after\".");
      }
      String branch = ref.substring(BRANCH.length());
      return NONE.matcher(after).matches()
          ? new Nothing("The branch %s was deleted.".formatted(branch))
          : new Pushed(branch, after, firstLine(message), bounded(by.asText("")));
    }

    /** GitLab lists the commits, the newest last. */
    private static JsonNode lastMessage(JsonNode body) {
      JsonNode commits = body.path("commits");
      return commits.path(commits.size() - 1).path("message");
    }

    private static String firstLine(JsonNode message) {
      return bounded(message.asText("").lines().findFirst().orElse(""));
    }

    private static String bounded(String text) {
      String plain = text.replace('\0', '?').strip();
      return plain.length() <= MAX_TEXT ? plain : plain.substring(0, MAX_TEXT);
    }
  }
}
