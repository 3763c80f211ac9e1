package io.plimsoll.server.platform.database;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * "Something of this project changed": sent with NOTIFY inside the transaction that changed it, so
 * that it is heard after the commit and never without one. A topic holds no white space.
 */
public record Announcement(ProjectId project, Set<String> topics) {
  static final String CHANNEL = "plimsoll";

  /**
   * PostgreSQL takes payloads of less than 8,000 bytes; what does not fit is announced as
   * "everything".
   */
  private static final int MAX_PAYLOAD = 7_900;

  /** The topic that stands for all of a project's. */
  public static final String EVERYTHING = "everything";

  public Announcement {
    topics = Set.copyOf(topics);
  }

  /** Announces at the commit of the handle's transaction. */
  public static void announce(Handle handle, ProjectId project, Set<String> topics) {
    if (topics.isEmpty()) {
      return;
    }
    String payload = project + " " + String.join(" ", topics);
    if (payload.length() > MAX_PAYLOAD) {
      payload = project + " " + EVERYTHING;
    }
    handle
        .createQuery("SELECT pg_notify(:channel, :payload)::text")
        .bind("channel", CHANNEL)
        .bind("payload", payload)
        .mapTo(String.class)
        .one();
  }

  static Optional<Announcement> parse(String payload) {
    String[] words = payload.split(" ", -1);
    if (words.length < 2) {
      return Optional.empty();
    }
    Set<String> topics = Arrays.stream(words).skip(1).collect(Collectors.toSet());
    return Optional.of(new Announcement(new ProjectId(UUID.fromString(words[0])), topics));
  }
}
