package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The slots of a document's frame, and the bounds of what is made of it: how many rules there are,
 * and how deep they call each other. A function is copied to where it is used, so a few lines of a
 * document could otherwise become any number of rules.
 */
final class Layout {

  private static final int MAX_SLOTS = 200_000;
  private static final int MAX_DEPTH = 256;

  private final Map<String, XmlElement> functions = new HashMap<>();
  private final Set<String> functionsUnderWay = new HashSet<>();
  private final int maxRules;
  private int slots;
  private int rules;
  private int spared;
  private int depth;

  /** What is made of a document stays in proportion to it. */
  Layout(XmlElement document) {
    this.maxRules = 10_000 + 2 * document.size();
  }

  int slots() {
    return slots;
  }

  int rules() {
    return rules;
  }

  /** About the most that one row can cost. */
  int steps() {
    return rules - spared;
  }

  /** Of the rules since then a row meets only so many, since it takes one way through a tree. */
  void walk(int before, int longest) {
    spared += Math.max(0, rules - before - longest);
  }

  Slot slot(XmlElement owner, ValueType type) throws InferenceException {
    if (slots >= MAX_SLOTS) {
      throw owner.refused("is one field too many; at most %,d are held".formatted(MAX_SLOTS));
    }
    return new Slot(slots++, type);
  }

  void rule(XmlElement owner) throws InferenceException {
    if (++rules > maxRules) {
      throw owner.refused(
          "would make more than %,d rules of the document; its functions are applied too often"
              .formatted(maxRules));
    }
  }

  void descend(XmlElement owner) throws InferenceException {
    rule(owner);
    if (++depth > MAX_DEPTH) {
      throw owner.refused("is computed by way of more than %d others".formatted(MAX_DEPTH));
    }
  }

  void ascend() {
    depth--;
  }

  void define(XmlElement function) throws InferenceException {
    String name = function.require("name");
    if (functions.put(name, function) != null) {
      throw function.refused("has the name \"%s\" of another one".formatted(name));
    }
  }

  boolean isDefined(String function) {
    return functions.containsKey(function);
  }

  /** Begins to copy a function to where it is applied. */
  XmlElement enter(XmlElement apply, String function) throws InferenceException {
    XmlElement definition = functions.get(function);
    if (definition == null) {
      throw apply.refused("applies the function \"%s\", which is not known".formatted(function));
    }
    if (!functionsUnderWay.add(function)) {
      throw apply.refused("applies \"%s\" inside of itself".formatted(function));
    }
    return definition;
  }

  void leave(String function) {
    functionsUnderWay.remove(function);
  }
}
