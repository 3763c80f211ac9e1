package io.plimsoll.server.git.webhook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Locale;

/** Who keeps a repository and tells of pushes to it. */
public enum Provider {
  /** github.com, or a GitHub Enterprise Server. */
  GITHUB,
  /** gitlab.com, or a GitLab of one's own. */
  GITLAB;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Provider parse(String text) {
    for (Provider provider : values()) {
      if (provider.text().equals(text)) {
        return provider;
      }
    }
    throw ProblemException.invalid(
        "provider", "\"%s\" is neither github nor gitlab.".formatted(text));
  }

  /** The user under whose name a token is the password of git. */
  String tokenUser() {
    return switch (this) {
      case GITHUB -> "x-access-token";
      case GITLAB -> "oauth2";
    };
  }
}
