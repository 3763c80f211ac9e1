package io.plimsoll.inference.python;

import io.plimsoll.inference.pickle.GlobalReference;
import java.util.List;

/**
 * A model file of a repository.
 *
 * @param name relative to the repository
 * @param globals all that it may import, as the scan found it; empty for what is not a pickle
 * @param shares whether a network's answers are the shares of classes
 */
public record ModelFile(
    String name, ModelForm form, List<GlobalReference> globals, boolean shares) {

  public ModelFile {
    globals = List.copyOf(globals);
  }
}
