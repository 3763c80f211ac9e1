package io.plimsoll.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.config.Plans.Plan;
import org.junit.jupiter.api.Test;

class PlansTest {
  @Test
  void withoutAnythingAllProjectsAreUnlimited() {
    assertThat(Plans.parse("", "unlimited", "").of("acme", "main")).isEqualTo(Plan.UNLIMITED);
  }

  @Test
  void readsPlansAndWhoIsOnThem() {
    Plans plans =
        Plans.parse(
            "free requestsPerSecond=5 burst=10 requestsPerDay=1000 maxBodyBytes=65536, team requestsPerSecond=50",
            "free",
            "acme/main=team, acme/lab = unlimited");
    assertThat(plans.of("other", "main")).isEqualTo(new Plan("free", 5, 10, 1_000, 65_536));
    assertThat(plans.of("acme", "main")).isEqualTo(new Plan("team", 50, 50, 0, 0));
    assertThat(plans.of("acme", "lab")).isEqualTo(Plan.UNLIMITED);
  }

  @Test
  void saysWhatIsWrong() {
    refuses("free requestsPerSecond=fast", "unlimited", "", "requestsPerSecond=fast");
    refuses("free speed=3", "unlimited", "", "speed=3");
    refuses("free burst=3", "unlimited", "", "burst without requestsPerSecond");
    refuses("free burst=3, free burst=4", "unlimited", "", "burst without");
    refuses("a requestsPerDay=1, a requestsPerDay=2", "unlimited", "", "stands twice");
    refuses("Free!", "unlimited", "", "\"Free!\"");
    refuses("free requestsPerDay=0", "unlimited", "", "requestsPerDay=0");
    refuses("", "free", "", "no plan \"free\"");
    refuses("", "unlimited", "acme=free", "acme=free");
    refuses("", "unlimited", "acme/main=gold", "no plan \"gold\"");
  }

  private static void refuses(String definitions, String fallback, String projects, String words) {
    assertThatThrownBy(() -> Plans.parse(definitions, fallback, projects))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words);
  }
}
