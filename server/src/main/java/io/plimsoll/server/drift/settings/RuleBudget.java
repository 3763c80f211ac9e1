package io.plimsoll.server.drift.settings;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * How strict the drift rule has to be for the false alarms that are accepted. The rule looks every
 * few seconds; that its looks share most of their rows makes the expectation of their sum no larger
 * than that of as many looks at other rows. Where scheduled checks go by the same number, half of
 * it is theirs.
 */
@ApplicationScoped
public class RuleBudget {
  /**
   * What is accepted where nobody has said anything: a rule without a line would page for noise.
   */
  public static final double USUAL_PER_WEEK = 1;

  private static final Duration WEEK = Duration.ofDays(7);

  private final DriftSettingStore settings;
  private final Duration interval;

  public RuleBudget(DriftSettingStore settings, PlimsollConfig config) {
    this.settings = settings;
    this.interval = config.monitor().interval();
  }

  /** The level of one look of the rule at a model. */
  public double level(Tenant tenant, String model) {
    FalseAlarms accepted = settings.falseAlarms(tenant, model);
    boolean isOfProject = accepted.setFor() == FalseAlarms.Origin.PROJECT;
    DriftSettingStore.Sharing sharing = settings.sharing(tenant, model, isOfProject);
    Double said = accepted.perWeek();
    double alarms =
        said == null ? USUAL_PER_WEEK : said * (sharing.hasChecks() ? FalseAlarms.HALF : 1);
    double looks = (double) WEEK.toMillis() / Math.max(1, interval.toMillis());
    return new FalseAlarmBudget(alarms, looks * sharing.models()).level();
  }
}
