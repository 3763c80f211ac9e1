package io.plimsoll.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveUpgradeTest {
  private static final URI PUBLIC = URI.create("https://plimsoll.example.org");

  @Test
  void takesThePageOfTheSameHostForItsOwn() {
    assertThat(isOwn("http://127.0.0.1:8080", "127.0.0.1:8080")).isTrue();
    assertThat(isOwn("https://ops.example.org", "ops.example.org")).isTrue();
  }

  @Test
  void takesThePublicAddressForItsOwnBehindAProxy() {
    assertThat(isOwn("https://plimsoll.example.org", "backend:8080")).isTrue();
  }

  @Test
  void refusesThePageOfAnotherSite() {
    assertThat(isOwn("https://evil.example.com", "127.0.0.1:8080")).isFalse();
    assertThat(isOwn("http://127.0.0.1:9090", "127.0.0.1:8080")).isFalse();
    assertThat(isOwn("https://plimsoll.example.org.evil.com", "127.0.0.1:8080")).isFalse();
    assertThat(isOwn("null", "null")).isFalse();
    assertThat(isOwn("", "")).isFalse();
    assertThat(isOwn("file://127.0.0.1:8080", "127.0.0.1:8080")).isFalse();
  }

  private static boolean isOwn(String origin, String host) {
    return LiveUpgrade.isOwn(origin, Optional.of(host), PUBLIC);
  }
}
