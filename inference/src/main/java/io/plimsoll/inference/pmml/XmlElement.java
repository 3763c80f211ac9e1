package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One element of a document that has been read within limits.
 *
 * @param line where it begins, for messages
 * @param attributes names and values by turns
 * @param text all of its own text, stripped
 */
record XmlElement(
    String name, int line, String[] attributes, List<XmlElement> children, String text) {

  /** How many elements it is, with all that are in it. */
  int size() {
    int size = 1;
    for (XmlElement child : children) {
      size += child.size();
    }
    return size;
  }

  Optional<String> find(String attribute) {
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i].equals(attribute)) {
        return Optional.of(attributes[i + 1]);
      }
    }
    return Optional.empty();
  }

  String require(String attribute) throws InferenceException {
    Optional<String> value = find(attribute);
    if (value.isEmpty()) {
      throw refused("lacks the attribute " + attribute);
    }
    return value.get();
  }

  String textOr(String attribute, String otherwise) {
    return find(attribute).orElse(otherwise);
  }

  boolean has(String attribute) {
    return find(attribute).isPresent();
  }

  double number(String attribute) throws InferenceException {
    return number(attribute, require(attribute));
  }

  double numberOr(String attribute, double otherwise) throws InferenceException {
    Optional<String> value = find(attribute);
    return value.isPresent() ? number(attribute, value.get()) : otherwise;
  }

  private double number(String attribute, String value) throws InferenceException {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw refused("%s is \"%s\", which is not a number".formatted(attribute, shown(value)));
    }
  }

  /** One of the words that are known here. */
  String oneOf(String attribute, String otherwise, String... known) throws InferenceException {
    String value = textOr(attribute, otherwise);
    if (!Arrays.asList(known).contains(value)) {
      throw refused(
          "%s=\"%s\" is not supported; known are %s"
              .formatted(attribute, shown(value), Arrays.toString(known)));
    }
    return value;
  }

  Optional<XmlElement> child(String name) {
    return children.stream().filter(child -> child.name().equals(name)).findFirst();
  }

  XmlElement requireChild(String name) throws InferenceException {
    Optional<XmlElement> child = child(name);
    if (child.isEmpty()) {
      throw refused("lacks the element " + name);
    }
    return child.get();
  }

  List<XmlElement> children(String name) {
    return children.stream().filter(child -> child.name().equals(name)).toList();
  }

  /** An element that nobody reads might change the answers, so it is refused by name. */
  void allow(Set<String> known) throws InferenceException {
    for (XmlElement child : children) {
      if (!known.contains(child.name())) {
        throw child.refused("is not supported inside of <" + name + ">");
      }
    }
  }

  InferenceException refused(String problem) {
    return new InferenceException(Kind.FAILED, "line %d: <%s> %s".formatted(line, name, problem));
  }

  static String shown(String value) {
    return value.length() > 60 ? value.substring(0, 60) + "…" : value;
  }
}
