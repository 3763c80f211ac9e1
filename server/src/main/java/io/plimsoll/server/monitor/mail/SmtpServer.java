package io.plimsoll.server.monitor.mail;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where mail is handed over.
 *
 * @param username empty if the server asks for no credentials
 * @param from the sender's address
 */
public record SmtpServer(
    String host,
    int port,
    Security security,
    Optional<String> username,
    String password,
    String from) {

  /** How the connection is protected. */
  public enum Security {
    NONE,
    STARTTLS,
    TLS;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Security parse(String text) {
      return Arrays.stream(values())
          .filter(security -> security.text().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  ProblemException.invalid(
                      "security", "\"%s\" is not one of none, starttls, tls.".formatted(text)));
    }
  }

  /** The server of the configuration, for organisations that have set none of their own. */
  public static Optional<SmtpServer> of(PlimsollConfig.Smtp config) {
    return config
        .host()
        .map(
            host ->
                new SmtpServer(
                    host,
                    config.port(),
                    Security.parse(config.security()),
                    config.username(),
                    config.password(),
                    config.from().isEmpty() ? "plimsoll@" + host : config.from()));
  }

  /** The domain of the sender, for message ids and for the greeting. */
  String domain() {
    return from.substring(from.lastIndexOf('@') + 1);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
