package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A field of the data dictionary, with the values that it may have, each as its type writes it.
 *
 * @param valid in the order of the document; empty where any other may come, too
 * @param missing values that stand for one that is missing
 */
record DataField(
    String name,
    ValueType type,
    Set<String> valid,
    Set<String> invalid,
    Set<String> missing,
    List<Tables.Interval> intervals) {

  static DataField of(XmlElement element) throws InferenceException {
    element.allow(Set.of("Value", "Interval"));
    String name = element.require("name");
    if (name.isBlank()) {
      throw element.refused("has a name that is blank");
    }
    ValueType type = ValueType.of(element, "dataType");
    Set<String> valid = new LinkedHashSet<>();
    Set<String> invalid = new HashSet<>();
    Set<String> missing = new HashSet<>();
    for (XmlElement value : element.children("Value")) {
      String text = type.canonical(value.require("value"));
      switch (value.oneOf("property", "valid", "valid", "invalid", "missing")) {
        case "valid" -> valid.add(text);
        case "invalid" -> invalid.add(text);
        default -> missing.add(text);
      }
    }
    List<Tables.Interval> intervals = new ArrayList<>();
    for (XmlElement interval : element.children("Interval")) {
      intervals.add(Tables.Interval.of(interval));
    }
    if (!element.textOr("isCyclic", "0").equals("0")) {
      throw element.refused("is cyclic, which is not supported");
    }
    return new DataField(name, type, valid, invalid, missing, List.copyOf(intervals));
  }

  boolean isBounded() {
    return !valid.isEmpty() || !invalid.isEmpty() || !intervals.isEmpty();
  }

  boolean isValid(String text) {
    return !invalid.contains(text) && (valid.isEmpty() || valid.contains(text));
  }

  boolean isValid(double number) {
    if (!intervals.isEmpty()) {
      for (Tables.Interval interval : intervals) {
        if (interval.holds(number)) {
          return true;
        }
      }
      return false;
    }
    return (valid.isEmpty() && invalid.isEmpty()) || isValid(String.valueOf(type.text(number)));
  }
}
