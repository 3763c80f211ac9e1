package io.plimsoll.server.serving;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call over HTTP. */
record HttpCaller(@Nullable String header, byte[] body) implements Caller {
  @Override
  public Optional<String> routeKey() {
    return Optional.ofNullable(header);
  }

  @Override
  public Optional<String> entity(@Nullable String field) {
    return EntityScanner.find(body, field);
  }

  @Override
  public int size() {
    return body.length;
  }
}
