package io.plimsoll.server.identity;

/** What a request brought to say who it is. Never printed. */
public sealed interface Credential {
  /** Tells credentials of different kinds apart in a cache. */
  String memoryKey();

  record ApiKey(String secret) implements Credential {
    /** What every API key starts with. */
    public static final String PREFIX = "plm_";

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
