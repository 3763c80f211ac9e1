package io.plimsoll.server.git.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RepositoryUrlTest {
  @Test
  void oneRepositoryHasOneAddress() {
    for (String text :
        new String[] {
          "https://github.com/acme/flights",
          "https://GitHub.com/acme/flights.git",
          " HTTPS://github.com/acme/flights/ "
        }) {
      assertThat(RepositoryUrl.parse(text, host -> false))
          .hasToString("https://github.com/acme/flights");
    }
  }

  @Test
  void knowsWhereStatusesAreTold() {
    RepositoryUrl github = RepositoryUrl.parse("https://github.com/acme/flights", host -> false);
    assertThat(github.statuses(Provider.GITHUB, "0a"))
        .hasToString("https://api.github.com/repos/acme/flights/statuses/0a");
    RepositoryUrl own =
        RepositoryUrl.parse("https://git.acme.example:8443/ml/air.port", host -> false);
    assertThat(own.statuses(Provider.GITHUB, "0a"))
        .hasToString("https://git.acme.example:8443/api/v3/repos/ml/air.port/statuses/0a");
    assertThat(own.statuses(Provider.GITLAB, "0a"))
        .hasToString("https://git.acme.example:8443/api/v4/projects/ml%2Fair.port/statuses/0a");
    assertThat(own.cloneUrl()).isEqualTo("https://git.acme.example:8443/ml/air.port.git");
  }
}
