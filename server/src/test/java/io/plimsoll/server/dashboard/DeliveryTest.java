package io.plimsoll.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Set<String> FILES = Set.of("/favicon.svg", "/assets/index-CwOpcMkS.css");

  @Test
  void leadsEveryAddressOfTheDashboardToItsPage() {
    assertThat(fetched("/")).isEqualTo(Delivery.PAGE);
    assertThat(fetched("/index.html")).isEqualTo(Delivery.PAGE);
    assertThat(fetched("/projects/acme/main/models/flights")).isEqualTo(Delivery.PAGE);
    assertThat(fetched("/apiary")).isEqualTo(Delivery.PAGE);
  }

  @Test
  void leadsToThePageAlsoWhenTheModelHasADotInItsName() {
    assertThat(navigated("/projects/acme/main/models/risk.v2")).isEqualTo(Delivery.PAGE);
  }

  @Test
  void letsNobodyKeepThatAFileIsMissing() {
    assertThat(fetched("/missing.png").caching()).isEqualTo("no-store");
    assertThat(navigated("/assets/index-Old.js")).isEqualTo(Delivery.NOTHING);
  }

  @Test
  void keepsOutOfTheWayOfServices() {
    for (String path :
        new String[] {
          "/api/v1/session",
          "/v2/models/flights/infer",
          "/git/acme/main/flights.git/info/refs",
          "/q/health",
          "/metrics",
          "/contract/openapi.yaml",
          "/api"
        }) {
      assertThat(navigated(path)).isEqualTo(Delivery.SERVICE);
    }
    assertThat(navigated("/docs/api/index.html")).isEqualTo(Delivery.API_DOCUMENTATION);
  }

  @Test
  void letsBrowsersKeepOnlyWhatChangesItsNameWithItsContent() {
    assertThat(fetched("/assets/index-CwOpcMkS.css").caching()).contains("immutable");
    assertThat(fetched("/favicon.svg").caching()).doesNotContain("immutable");
    assertThat(fetched("/").caching()).isEqualTo("no-store");
  }

  private static Delivery fetched(String path) {
    return Delivery.of(path, false, FILES::contains);
  }

  private static Delivery navigated(String path) {
    return Delivery.of(path, true, FILES::contains);
  }
}
