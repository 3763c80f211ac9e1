package io.plimsoll.server.lineage;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.events.LineageName;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What stands in the graph: its kind, and an id or, of what Plimsoll itself knows, a name. */
public record NodeKey(Kind kind, String key) {
  /** The namespace of datasets that only the SDK has told of. */
  static final String OWN = "plimsoll";

  /** What kinds of nodes there are. */
  @Schema(name = "LineageNodeKind")
  public enum Kind {
    DATASET,
    JOB,
    MODEL,
    PIPELINE;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static NodeKey dataset(UUID id) {
    return new NodeKey(Kind.DATASET, id.toString());
  }

  static NodeKey job(UUID id) {
    return new NodeKey(Kind.JOB, id.toString());
  }

  /** Under this id stands a dataset that the SDK calls so. */
  static UUID own(String dataset) {
    return new LineageName(OWN, dataset).id();
  }

  /**
   * What an address may mean: {@code dataset:} or {@code job:} with an id, or with a namespace, a
   * colon and a name, as Marquez writes them; a namespace may hold colons, so that there may be
   * several.
   */
  static List<NodeKey> parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    Optional<Kind> kind = kind(text.substring(0, Math.max(0, colon)));
    if (kind.isEmpty() || rest.isEmpty() || rest.indexOf('\0') >= 0 || rest.length() > 4_096) {
      throw ProblemException.invalid(
          "node",
          "\"%s\" must be dataset:, job:, model: or pipeline: with an id or a name."
              .formatted(text.length() > 100 ? text.substring(0, 100) + "…" : text));
    }
    if (kind.get() == Kind.MODEL || kind.get() == Kind.PIPELINE) {
      return List.of(new NodeKey(kind.get(), rest));
    }
    List<NodeKey> keys = new ArrayList<>();
    id(rest).ifPresent(id -> keys.add(new NodeKey(kind.get(), id.toString())));
    for (int at = rest.indexOf(':'); at > 0; at = rest.indexOf(':', at + 1)) {
      UUID id = new LineageName(rest.substring(0, at), rest.substring(at + 1)).id();
      keys.add(new NodeKey(kind.get(), id.toString()));
    }
    if (kind.get() == Kind.DATASET && keys.isEmpty()) {
      keys.add(dataset(own(rest)));
    }
    return keys;
  }

  private static Optional<Kind> kind(String text) {
    for (Kind kind : Kind.values()) {
      if (kind.text().equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static Optional<UUID> id(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  UUID id() {
    return UUID.fromString(key);
  }

  @Override
  public String toString() {
    return kind.text() + ":" + key;
  }
}
