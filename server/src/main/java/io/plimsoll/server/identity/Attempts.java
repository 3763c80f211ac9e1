package io.plimsoll.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Slows the guessing of passwords: ten failures for an address in a minute close it for the rest of
 * the minute.
 */
final class Attempts {
  private static final int LIMIT = 10;

  private final Cache<String, AtomicInteger> failures =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(100_000).build();

  void requireAllowed(String email) {
    AtomicInteger count = failures.getIfPresent(email);
    if (count != null && count.get() >= LIMIT) {
      throw new ProblemException(
          ErrorCode.TOO_MANY_REQUESTS, "Too many failed attempts for this address; wait a minute.");
    }
  }

  void failed(String email) {
    failures.get(email, key -> new AtomicInteger()).incrementAndGet();
  }
}
