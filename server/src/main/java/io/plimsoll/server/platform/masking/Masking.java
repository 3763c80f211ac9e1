package io.plimsoll.server.platform.masking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is hidden of texts of a project. Of a field that a model of it hides any value is, and of
 * what is called like a secret every text; so is what looks like a secret, and where else in the
 * text a hidden text stands, because an error may quote it. That a value is missing stays visible.
 * Immutable.
 */
public final class Masking {
  /** What stands for something that is hidden where nobody will put it back. */
  static final String HIDDEN = "[hidden]";

  /** Shorter texts stand everywhere. */
  private static final int SHORTEST_QUOTE = 4;

  private static final List<String> PARENTS =
      List.of("features.", "prediction.", "actual.", "tags.");

  private final Set<String> fields;

  private Masking(Set<String> fields) {
    this.fields = fields;
  }

  /**
   * The rules.
   *
   * @param fields the names of hidden fields
   */
  public static Masking of(Collection<String> fields) {
    return new Masking(Set.copyOf(fields));
  }

  /** The text without what is hidden, each with a placeholder that says where it stood. */
  public MaskedText mask(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    List<MaskedText.Hidden> hidden = new ArrayList<>();
    int from = 0;
    for (Span span : spans(text)) {
      MaskedText.Hidden each =
          new MaskedText.Hidden(
              span.from(),
              text.substring(span.from(), span.to()),
              span.inner(text),
              span.isWhole());
      masked.append(text, from, span.from()).append(each.placeholder());
      hidden.add(each);
      from = span.to();
    }
    return new MaskedText(masked.append(text, from, text.length()).toString(), hidden);
  }

  /** What is said of a text, such as why it was refused, without what was hidden of the text. */
  public String maskAbout(String said, MaskedText text) {
    for (String parent : PARENTS) {
      for (String field : fields) {
        String path = parent + field + ":";
        if (said.startsWith(path)) {
          return path + " " + HIDDEN;
        }
      }
    }
    String masked = said;
    for (MaskedText.Hidden each : text.hidden()) {
      if (each.inner().length() >= SHORTEST_QUOTE) {
        masked = masked.replace(each.inner(), HIDDEN);
      }
    }
    StringBuilder rest = new StringBuilder(masked);
    for (Span span : apart(Secrets.find(masked)).reversed()) {
      rest.replace(span.from(), span.to(), HIDDEN);
    }
    return rest.toString();
  }

  private List<Span> spans(String text) {
    List<Span> found =
        new ArrayList<>(
            Members.find(
                text,
                (name, isText) -> fields.contains(name) || (isText && Secrets.isNamed(name))));
    List<String> quotes =
        found.stream()
            .filter(span -> span.isText(text))
            .map(span -> span.inner(text))
            .filter(inner -> inner.length() >= SHORTEST_QUOTE)
            .distinct()
            .toList();
    for (String quote : quotes) {
      for (int at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + quote.length())) {
        found.add(new Span(at, at + quote.length(), false));
      }
    }
    found.addAll(Secrets.find(text));
    return apart(found);
  }

  /** In the order of the text, and those that overlap as one. */
  private static List<Span> apart(List<Span> found) {
    List<Span> apart = new ArrayList<>();
    found.stream()
        .sorted(
            Comparator.comparingInt(Span::from).thenComparing(Span::to, Comparator.reverseOrder()))
        .forEach(
            span -> {
              if (apart.isEmpty() || apart.getLast().to() <= span.from()) {
                apart.add(span);
              } else {
                apart.add(apart.removeLast().and(span));
              }
            });
    return apart;
  }
}
