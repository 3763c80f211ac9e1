package io.plimsoll.server.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request brought to say who it is. Never printed. */
public sealed interface Credential {
  /** Tells credentials of different kinds apart in a cache. */
  String memoryKey();

  record ApiKey(String secret) implements Credential {
    /** What every API key starts with. */
    public static final String PREFIX = "plm_";

    /** The header for clients that cannot set {@code Authorization}. */
    public static final String HEADER = "x-api-key";

    /** The key in the headers of a request, or in the metadata of a gRPC call. */
    public static Optional<Credential> find(@Nullable String authorization, @Nullable String key) {
      if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
        return Optional.of(new ApiKey(authorization.substring(7).strip()));
      }
      return Optional.ofNullable(key).map(text -> new ApiKey(text.strip()));
    }

    @Override
    public String memoryKey() {
      return secret;
    }

    @Override
    public String toString() {
      return "ApiKey";
    }
  }

  record Session(String token) implements Credential {
    public static final String COOKIE = "plimsoll_session";

    @Override
    public String memoryKey() {
      return "session:" + token;
    }

    @Override
    public String toString() {
      return "Session";
    }
  }
}
