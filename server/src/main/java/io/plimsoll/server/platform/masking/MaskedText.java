package io.plimsoll.server.platform.masking;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with placeholders in the places of what is hidden of it. A placeholder names the place in
 * the original, so that it stands for the same whatever else is hidden.
 *
 * @param hidden what the placeholders stand for, in the order of the text
 */
public record MaskedText(String text, List<Hidden> hidden) {
  private static final Pattern PLACEHOLDER = Pattern.compile("([\"']?)\\[hidden ([0-9]{1,9})]\\1");

  public MaskedText {
    hidden = List.copyOf(hidden);
  }

  /**
   * What is hidden.
   *
   * @param at its place in the original
   * @param text what stood there
   * @param inner without the quotes
   * @param isWhole whether it is a whole value, for which a placeholder in quotes stands
   */
  public record Hidden(int at, String text, String inner, boolean isWhole) {
    String placeholder() {
      String placeholder = "[hidden %d]".formatted(at);
      String quote = text.startsWith("'") ? "'" : "\"";
      return isWhole ? quote + placeholder + quote : placeholder;
    }

    @Override
    public String toString() {
      return placeholder();
    }
  }

  /**
   * Puts what is hidden back where its placeholders stand, in this text or in one that was made of
   * it.
   */
  public String restore(String changed) {
    Map<Integer, Hidden> byPlace = byPlace();
    return PLACEHOLDER
        .matcher(changed)
        .replaceAll(
            placeholder -> {
              Hidden meant = byPlace.get(Integer.valueOf(placeholder.group(2)));
              String quote = placeholder.group(1);
              String original =
                  meant == null
                      ? placeholder.group()
                      : meant.isWhole() ? meant.text() : quote + meant.text() + quote;
              return Matcher.quoteReplacement(original);
            });
  }

  /** The placeholders in a text that stand for nothing of this one. */
  public List<String> unknownPlaceholders(String changed) {
    Map<Integer, Hidden> byPlace = byPlace();
    return PLACEHOLDER
        .matcher(changed)
        .results()
        .filter(placeholder -> !byPlace.containsKey(Integer.valueOf(placeholder.group(2))))
        .map(placeholder -> "[hidden %s]".formatted(placeholder.group(2)))
        .toList();
  }

  private Map<Integer, Hidden> byPlace() {
    return hidden.stream().collect(Collectors.toMap(Hidden::at, Function.identity()));
  }
}
