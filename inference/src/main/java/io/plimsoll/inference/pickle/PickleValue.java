package io.plimsoll.inference.pickle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the walk knows about a value on the pickle's stack: no more than is needed to resolve names
 * and to find the size of the arrays that joblib puts between the opcodes.
 */
sealed interface PickleValue {

  /** A value nobody needs to know. */
  Opaque OPAQUE = new Opaque();

  /** Separates the arguments of the next variadic opcode. */
  Mark MARK = new Mark();

  /** None, as told apart from numbers. */
  None NONE = new None();

  /** A value nobody needs to know. */
  record Opaque() implements PickleValue {}

  /** Separates the arguments of the next variadic opcode. */
  record Mark() implements PickleValue {}

  /** A short text. */
  record Text(String text) implements PickleValue {}

  /** An integer. */
  record Whole(long number) implements PickleValue {}

  /** None, True or False are told apart only as far as alignment needs it. */
  record None() implements PickleValue {}

  /** A small tuple. */
  record Tuple(List<PickleValue> items) implements PickleValue {}

  /** A dictionary; holds only what is asked for of the arrays of joblib. */
  record Dictionary(Map<String, PickleValue> entries) implements PickleValue {}

  /** An imported class or function. */
  record Global(GlobalReference reference) implements PickleValue {}

  /** What calling something gave: with its first argument; its state is filled by BUILD. */
  record Instance(GlobalReference type, List<PickleValue> arguments, Map<String, PickleValue> state)
      implements PickleValue {

    static Instance of(GlobalReference type, List<PickleValue> arguments) {
      return new Instance(type, arguments, new HashMap<>());
    }

    boolean is(String module, String name) {
      return type.module().equals(module) && type.name().equals(name);
    }
  }
}
