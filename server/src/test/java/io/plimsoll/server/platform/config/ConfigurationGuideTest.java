package io.plimsoll.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps docs/guide/configuration.md equal to what the server knows. */
final class ConfigurationGuideTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("plimsoll.docs", "../docs")).resolve("guide/configuration.md");

  private static final String TEXT =
      """
      # Configuration

      <!-- Generated from ConfigKey by ConfigurationGuideTest; edit the texts there. -->

      Everything has a default, so an empty configuration is a good one. What is set is taken from these places, of which the later wins:

      1. the file `config.yaml` in the home, or the one that `--config FILE` or `PLIMSOLL_CONFIG` names,
      2. environment variables,
      3. the command line: `--port` and `--roles`.

      The home itself is chosen by `--home` or `PLIMSOLL_HOME` (default `~/.plimsoll`). A key that is not known stops the start, wherever it stands,
      and so does a value that does not fit; the message names key, value and remedy.

      In the file a dot is a level, and a list may stand where several values are separated by commas:

      ```yaml
      roles: [api, intake]
      http:
        port: 8443
        publicUrl: https://plimsoll.example.org
      ```

      Durations are written as ISO-8601 has them: `PT5S` is five seconds, `PT15M` fifteen minutes, `P7D` seven days. Sizes are bytes.

      | key | environment variable | default | meaning |
      | --- | --- | --- | --- |
      %s

      `PLIMSOLL_JAVA_OPTS` replaces the JVM options that `./plimsoll up` starts the server with (default `-Xms768m -Xmx1g -XX:+UseG1GC`).
      """;

  @Test
  void theGuideListsEveryKeyAsTheServerKnowsIt() throws IOException {
    String rendered =
        TEXT.formatted(
            Arrays.stream(ConfigKey.values())
                .map(ConfigurationGuideTest::row)
                .collect(Collectors.joining("\n")));
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(GUIDE, rendered);
    }
    assertThat(GUIDE)
        .as(
            "docs/guide/configuration.md is not what ConfigKey says; write it anew with: mvn -pl"
                + " server -am test -Dtest=ConfigurationGuideTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dregenerate=true")
        .content()
        .isEqualTo(rendered);
  }

  private static String row(ConfigKey key) {
    return "| `%s` | `%s` | %s | %s |"
        .formatted(
            key.path(),
            key.environmentVariable(),
            key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`",
            key.description());
  }
}
