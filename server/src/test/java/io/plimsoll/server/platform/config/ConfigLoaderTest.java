package io.plimsoll.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
  private final Path folder;

  ConfigLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void anEmptyConfigurationIsEverythingOnThisMachine() {
    PlimsollConfig config = new ConfigLoader().load(folder);
    assertThat(config.home()).isEqualTo(folder);
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.values());
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.http().publicUrl()).isEmpty();
    assertThat(config.database().url()).isEmpty();
    assertThat(config.kafka().bootstrapServers()).isEmpty();
    assertThat(config.kafka().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(config.smtp().host()).isEmpty();
    assertThat(config.python().isSandboxed()).isTrue();
    assertThat(config.monitor().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retentionDays()).isEqualTo(30);
  }

  @Test
  void readsLevelsAndListsOfTheFile() throws IOException {
    PlimsollConfig config =
        fromYaml(
            """
            roles: [api, intake]
            http:
              port: 9090
              publicUrl: https://plimsoll.example.org/
            kafka:
              bootstrapServers: [one:9092, two:9092]
              retention: PT36H
            sandbox:
              mode: none
            retention.days: 7
            """);
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.API, Role.INTAKE);
    assertThat(config.http().port()).isEqualTo(9090);
    assertThat(config.http().publicUrl()).contains(URI.create("https://plimsoll.example.org"));
    assertThat(config.kafka().bootstrapServers()).contains("one:9092,two:9092");
    assertThat(config.kafka().retention()).isEqualTo(Duration.ofHours(36));
    assertThat(config.python().isSandboxed()).isFalse();
    assertThat(config.retentionDays()).isEqualTo(7);
  }

  @Test
  void theLaterPlaceWins() throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), "http: {port: 1, host: \"::1\"}");
    ConfigLoader loader = new ConfigLoader().file(file, true);
    assertThat(loader.load(folder).http().port()).isEqualTo(1);
    loader.environment(Map.of("PLIMSOLL_HTTP_PORT", "2"));
    assertThat(loader.load(folder).http().port()).isEqualTo(2);
    loader.set(ConfigKey.HTTP_PORT, "3");
    PlimsollConfig config = loader.load(folder);
    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyHasAnEnvironmentVariableOfItsOwn(ConfigKey key) {
    assertThat(key.environmentVariable()).matches("PLIMSOLL_[A-Z_]+");
    new ConfigLoader().environment(Map.of(key.environmentVariable(), key.fallback()));
    assertThat(ConfigKey.byPath(key.path())).contains(key);
  }

  @Test
  void aFileThatNobodyNamedMayBeMissing() {
    Path missing = folder.resolve("config.yaml");
    assertThat(new ConfigLoader().file(missing, false).load(folder).http().port()).isEqualTo(8080);
    assertThatThrownBy(() -> new ConfigLoader().file(missing, true))
        .isInstanceOf(ConfigException.class)
        .hasMessage("The configuration file " + missing + " does not exist.");
  }

  @Test
  void anEmptyFileChangesNothing() throws IOException {
    assertThat(fromYaml("").http().port()).isEqualTo(8080);
    assertThat(fromYaml("# nothing yet\n").http().port()).isEqualTo(8080);
    assertThat(fromYaml("http:\n  # port: 9090\n").http().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "http.prot, http.port",
    "http.publicURL, http.publicUrl",
    "smtp.usrname, smtp.username",
    "retention.day, retention.days"
  })
  void anUnknownKeyStopsTheStartAndNamesTheNearest(String key, String nearest) {
    assertThatThrownBy(() -> fromYaml(key + ": 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unknown key in")
        .hasMessageContaining("\"" + key + "\"; did you mean \"" + nearest + "\"?")
        .hasMessageContaining("docs/guide/configuration.md");
  }

  @Test
  void anUnknownVariableStopsTheStartAndNamesTheNearest() {
    assertThatThrownBy(() -> new ConfigLoader().environment(Map.of("PLIMSOLL_HTTP_PROT", "8080")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unknown environment variable \"PLIMSOLL_HTTP_PROT\"")
        .hasMessageContaining("did you mean \"PLIMSOLL_HTTP_PORT\"?");
  }

  @Test
  void leavesTheVariablesOfOthersAlone() {
    Map<String, String> others =
        Map.of(
            "PATH", "/bin",
            "PLIMSOLL_HOME", "/data",
            "PLIMSOLL_API_KEY", "plm_x",
            "PLIMSOLL_SPILL", "off",
            "PLIMSOLL_HASH_KEY", "k",
            "PLIMSOLL_KAFKA", "one:9092");
    assertThat(new ConfigLoader().environment(others).load(folder).http().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP_PORT | eighty | http.port: \"eighty\" is not a whole number from 0 to 65535.",
        "HTTP_PORT | 70000 | http.port: \"70000\" is not a whole number from 0 to 65535.",
        "HTTP_PUBLIC_URL | plimsoll | http.publicUrl: \"plimsoll\" is not an address",
        "DATABASE_POOL_SIZE | 3 | database.poolSize: \"3\" is not a whole number from 4 to 1000.",
        "KAFKA_RETENTION | 7d | kafka.retention: \"7d\" is not an ISO-8601 duration such as PT5S or P7D.",
        "KAFKA_RETENTION | PT0S | kafka.retention: \"PT0S\" is not an ISO-8601 duration",
        "SMTP_SECURITY | ssl | smtp.security: \"ssl\" is not one of",
        "SANDBOX_MODE | docker | sandbox.mode: \"docker\" is not one of",
        "RETENTION_DAYS | 0 | retention.days: \"0\" is not a whole number from 1 to 3650.",
        "ROLES | api,server | \"server\" is not a role; roles are api,intake,pipeline,serve,monitor,build."
      })
  void aValueThatDoesNotFitStopsTheStart(ConfigKey key, String value, String message) {
    ConfigLoader loader = new ConfigLoader().set(key, value);
    assertThatThrownBy(() -> loader.load(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"just a text", "[1, 2]"})
  void aFileWithoutKeysIsRefused(String yaml) {
    assertThatThrownBy(() -> fromYaml(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected keys with values");
  }

  @Test
  void aFileThatIsNoYamlIsRefusedInOneLine() {
    assertThatThrownBy(() -> fromYaml("http: {port: 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read")
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void secretsAreNotShown() {
    PlimsollConfig config =
        new ConfigLoader()
            .set(ConfigKey.DATABASE_PASSWORD, "sesame")
            .set(ConfigKey.DATABASE_OWNER_PASSWORD, "sesame")
            .set(ConfigKey.SMTP_HOST, "mail.example.org")
            .set(ConfigKey.SMTP_PASSWORD, "sesame")
            .set(ConfigKey.ARCHIVE_PASSWORD, "sesame")
            .load(folder);
    assertThat(config.toString()).contains("mail.example.org").doesNotContain("sesame");
    assertThat(ConfigKey.values())
        .filteredOn(ConfigKey::isSecret)
        .containsExactlyInAnyOrder(
            ConfigKey.DATABASE_PASSWORD,
            ConfigKey.DATABASE_OWNER_PASSWORD,
            ConfigKey.SMTP_PASSWORD,
            ConfigKey.ARCHIVE_PASSWORD);
  }

  private PlimsollConfig fromYaml(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("given.yaml"), yaml);
    return new ConfigLoader().file(file, true).load(folder);
  }
}
