package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a part of a document can name: those of its own and, unless hidden by them, those
 * around it. A derived field is compiled when it is first named, so that their order does not
 * matter and a circle of them is found.
 */
final class Scope {

  private final Layout layout;
  private final @Nullable Scope around;
  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, XmlElement> derived = new LinkedHashMap<>();
  private final Set<String> underWay = new HashSet<>();
  private final List<Step> steps;

  /**
   * Makes it.
   *
   * @param steps gets what computes the derived fields, each after what it needs
   */
  Scope(Layout layout, @Nullable Scope around, List<Step> steps) {
    this.layout = layout;
    this.around = around;
    this.steps = steps;
  }

  Layout layout() {
    return layout;
  }

  /** A field that somebody else writes. */
  Slot add(XmlElement owner, String name, ValueType type) throws InferenceException {
    Slot slot = layout.slot(owner, type);
    slots.put(name, slot);
    return slot;
  }

  /** A field of another scope that is seen from here as it is. */
  void share(String name, Slot slot) {
    slots.put(name, slot);
  }

  void step(Step step) {
    steps.add(step);
  }

  /** Adds the derived fields of a dictionary or of a model. */
  void declare(XmlElement transformations) throws InferenceException {
    for (XmlElement field : transformations.children("DerivedField")) {
      String name = field.require("name");
      if (derived.put(name, field) != null) {
        throw field.refused("has the name \"%s\" of another one".formatted(name));
      }
    }
  }

  void compileDerived() throws InferenceException {
    for (XmlElement field : derived.values()) {
      require(field, field.require("name"));
    }
  }

  Slot require(XmlElement user, String name) throws InferenceException {
    Optional<Slot> slot = find(user, name);
    if (slot.isEmpty()) {
      throw user.refused("names the field \"%s\", which it cannot see".formatted(name));
    }
    return slot.get();
  }

  Optional<Slot> find(XmlElement user, String name) throws InferenceException {
    Slot known = slots.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    XmlElement field = derived.get(name);
    if (field != null) {
      return Optional.of(compile(field, name));
    }
    return around == null ? Optional.empty() : around.find(user, name);
  }

  private Slot compile(XmlElement field, String name) throws InferenceException {
    if (!underWay.add(name)) {
      throw field.refused("is derived from itself, by way of \"%s\"".formatted(name));
    }
    layout.descend(field);
    ValueType type = ValueType.of(field, "dataType");
    Expression value = new ExpressionReader(this).only(field).as(type);
    Slot slot = layout.slot(field, type);
    steps.add(value.into(slot));
    slots.put(name, slot);
    layout.ascend();
    underWay.remove(name);
    return slot;
  }
}
