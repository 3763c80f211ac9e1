package io.plimsoll.server.identity;

import io.plimsoll.server.platform.http.ProblemException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A key to be made, checked.
 *
 * @param models the models that it may call; empty means all
 */
record KeyWish(String name, Set<KeyScope> scopes, List<String> models, KeyLimitWish limits) {
  private static final int MOST_MODELS = 100;
  private static final int LONGEST_NAME = 100;

  KeyWish {
    if (name.length() > LONGEST_NAME) {
      throw ProblemException.invalid(
          "name", "has %d characters; at most %d are kept.".formatted(name.length(), LONGEST_NAME));
    }
    if (scopes.isEmpty()) {
      throw ProblemException.invalid(
          "scopes", "name at least one of predict, events, deploy, read.");
    }
    scopes = Set.copyOf(scopes);
    models = List.copyOf(models);
    // What the other scopes reach belongs to the project as a whole: a narrow key must not seem to
    // be narrow where it is not.
    if (!models.isEmpty() && !scopes.equals(EnumSet.of(KeyScope.PREDICT))) {
      throw ProblemException.invalid(
          "models", "only a key that has no scope but predict can be limited to some models.");
    }
    if (models.size() > MOST_MODELS) {
      throw ProblemException.invalid(
          "models", "%d are named; at most %d can be.".formatted(models.size(), MOST_MODELS));
    }
  }

  /** A key for all models, without limits of its own. */
  static KeyWish of(String name, Collection<KeyScope> scopes) {
    return new KeyWish(name, Set.copyOf(scopes), List.of(), KeyLimitWish.NONE);
  }
}
