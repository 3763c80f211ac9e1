package io.plimsoll.server.git;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which push may deploy to a branch. Its job is over a moment before it moves the branch; the next
 * one that began in between would find the branch unmoved, and be live before it is refused.
 */
final class BranchTurns {
  /** A client that does not read keeps the others waiting no longer. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> holders = new ConcurrentHashMap<>();

  /** Takes a branch, unless another push has it; says whether this push has it now. */
  boolean take(String branch, Object push) {
    Object holder = holders.putIfAbsent(branch, push);
    return holder == null || holder.equals(push);
  }

  /** Takes it from whoever has it. */
  void takeOver(String branch, Object push) {
    holders.put(branch, push);
  }

  /** Gives back what the push still has. */
  void leave(Object push) {
    holders.values().removeIf(push::equals);
  }
}
