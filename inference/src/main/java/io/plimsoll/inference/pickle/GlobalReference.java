package io.plimsoll.inference.pickle;

/** One class or function that a pickle imports, and the byte at which it does. */
public record GlobalReference(String module, String name, long offset) {

  /** The dotted name, as Python would print it. */
  public String qualified() {
    return module + "." + name;
  }
}
