package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.platform.config.Plans;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyMetersTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final UUID KEY = UUID.randomUUID();
  private static final Tenant TENANT =
      new Tenant(
          new OrganisationId(UUID.randomUUID()), "acme", new ProjectId(UUID.randomUUID()), "main");

  private final List<String> saved = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-03-01T23:00:00Z");
  private long others;
  private static final Plans.Plan TINY = new Plans.Plan("tiny", 1, 5, 3, 0);
  private static final Plans PLANS =
      new Plans(Map.of(), Plans.Plan.UNLIMITED, Map.of("acme/small", TINY));

  private boolean isAway;
  private long usedOfPlan;

  private final KeyMeters meters =
      new KeyMeters(
          this::add,
          new PlanMeters(PLANS, (tenant, day) -> usedOfPlan),
          () -> now,
          () -> now.toEpochMilli() * 1_000_000,
          registry);

  @Test
  void letsABurstInAndThenSoManyASecond() {
    Principal.Machine key = key(new KeyLimits(2, 3, 0), 0);

    assertThat(List.of(admit(key), admit(key), admit(key))).containsOnly(0L);
    assertThat(admit(key)).isEqualTo(1);
    pass(Duration.ofMillis(499));
    assertThat(admit(key)).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(admit(key)).isZero();
    assertThat(admit(key)).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(List.of(admit(key), admit(key), admit(key), admit(key)))
        .containsExactly(0L, 0L, 0L, 1L);
    assertThat(registry.counter("plimsoll.keys.refused").count()).isEqualTo(4);
  }

  @Test
  void holdsADayToItsLimitAndBeginsANewOne() {
    Principal.Machine key = key(new KeyLimits(0, 0, 2), 1);

    assertThat(admit(key)).isZero();
    assertThat(admit(key)).isEqualTo(3_600);
    pass(Duration.ofHours(1));
    assertThat(List.of(admit(key), admit(key))).containsOnly(0L);
    assertThat(admit(key)).isEqualTo(86_400);

    meters.save();

    assertThat(saved).containsExactly("2026-03-01 1 1", "2026-03-02 2 1");
  }

  @Test
  void learnsWhatOtherProcessesHaveLetIn() {
    Principal.Machine key = key(new KeyLimits(0, 0, 10), 0);
    others = 9;
    assertThat(admit(key)).isZero();

    meters.save();

    assertThat(admit(key)).isEqualTo(3_600);
  }

  @Test
  void countsKeysWithoutLimitsToo() {
    Principal.Machine key = key(KeyLimits.NONE, 0);

    Admission admission = meters.admit(key);
    meters.save();
    meters.save();

    assertThat(admission.isLimited()).isFalse();
    assertThat(saved).containsExactly("2026-03-01 1 0");
  }

  @Test
  void keepsWhatCouldNotBeSavedForTheNextTime() {
    Principal.Machine key = key(KeyLimits.NONE, 0);
    meters.admit(key);
    isAway = true;
    assertThatThrownBy(meters::save).isInstanceOf(IllegalStateException.class);
    meters.admit(key);
    isAway = false;

    meters.save();

    assertThat(saved).containsExactly("2026-03-01 2 0");
  }

  @Test
  void theWindowEndsWhenOneMoreIsEarned() {
    Principal.Machine key = key(new KeyLimits(1, 3, 0), 0);
    assertThat(meters.admit(key).state()).isEqualTo("\"burst\";r=2;t=1");
    meters.admit(key);
    assertThat(meters.admit(key).state()).isEqualTo("\"burst\";r=0;t=1");
    Admission refused = meters.admit(key);
    // Retry-After must not end before the window does.
    assertThat(refused.state()).isEqualTo("\"burst\";r=0;t=1");
    assertThat(refused.retryAfter()).isEqualTo(1);
  }

  @Test
  void holdsAllKeysOfAProjectToItsPlan() {
    Tenant small = tenant("small");
    Principal.Machine one = key(small, new UUID(1, 1));
    Principal.Machine other = key(small, new UUID(1, 2));

    Admission first = meters.admit(one);
    assertThat(first.policy()).isEqualTo("\"plan-burst\";q=5;w=5, \"plan-day\";q=3;w=86400");
    assertThat(first.state()).isEqualTo("\"plan-burst\";r=4;t=1, \"plan-day\";r=2;t=3600");
    assertThat(List.of(admit(other), admit(one))).containsOnly(0L);
    assertThat(admit(other)).isEqualTo(3_600);
    assertThatThrownBy(() -> meters.admit(one).require())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("plan \"tiny\"")
        .hasMessageContaining("3 requests a day");
    assertThat(admit(key(tenant("free"), new UUID(1, 3)))).isZero();
    pass(Duration.ofHours(1));
    assertThat(admit(one)).isZero();
    usedOfPlan = 3;
    meters.save();
    assertThat(admit(other)).isEqualTo(86_400);
  }

  @Test
  void aKeyOverItsLimitUsesUpNothingOfThePlan() {
    Principal.Machine limited =
        new Principal.Machine(
            new UUID(2, 1),
            "greedy",
            Set.of(KeyScope.PREDICT),
            tenant("small"),
            Set.of(),
            new KeyLimits(0, 0, 1),
            new KeyUse(DAY.toEpochDay(), 0));
    for (int call = 0; call < 20; call++) {
      meters.admit(limited);
    }
    assertThat(admit(key(tenant("small"), new UUID(2, 2)))).isZero();
    assertThat(admit(key(tenant("small"), new UUID(2, 2)))).isZero();
  }

  private static Tenant tenant(String project) {
    return new Tenant(
        TENANT.organisation(), "acme", new ProjectId(new UUID(7, project.hashCode())), project);
  }

  private static Principal.Machine key(Tenant tenant, UUID id) {
    return new Principal.Machine(
        id,
        "shared",
        Set.of(KeyScope.PREDICT),
        tenant,
        Set.of(),
        KeyLimits.NONE,
        new KeyUse(DAY.toEpochDay(), 0));
  }

  @Test
  void saysWhatIsLeft() {
    Principal.Machine key = key(new KeyLimits(10, 50, 1_000), 998);

    Admission first = meters.admit(key);

    assertThat(first.policy()).isEqualTo("\"burst\";q=50;w=5, \"day\";q=1000;w=86400");
    assertThat(first.state()).isEqualTo("\"burst\";r=49;t=1, \"day\";r=1;t=3600");
    meters.admit(key);
    assertThatThrownBy(() -> meters.admit(key).require())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("scoring")
        .hasMessageContaining("1,000 requests a day")
        .hasMessageContaining("3600 s");
  }

  @Test
  void takesNewLimitsOfAKeyAtOnce() {
    assertThat(admit(key(new KeyLimits(0, 0, 1), 0))).isZero();
    assertThat(admit(key(new KeyLimits(0, 0, 1), 0))).isPositive();
    assertThat(admit(key(new KeyLimits(0, 0, 2), 0))).isZero();
    assertThat(admit(key(KeyLimits.NONE, 0))).isZero();
  }

  private long admit(Principal.Machine key) {
    return meters.admit(key).retryAfter();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private long add(Principal.Machine key, long epochDay, long requests, long refused) {
    if (isAway) {
      throw new IllegalStateException("the database is away");
    }
    saved.add("%s %d %d".formatted(LocalDate.ofEpochDay(epochDay), requests, refused));
    return others + requests;
  }

  private static Principal.Machine key(KeyLimits limits, long usedToday) {
    return new Principal.Machine(
        KEY,
        "scoring",
        Set.of(KeyScope.PREDICT),
        TENANT,
        Set.of(),
        limits,
        new KeyUse(DAY.toEpochDay(), usedToday));
  }
}
