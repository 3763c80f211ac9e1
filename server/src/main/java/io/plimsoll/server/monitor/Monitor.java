package io.plimsoll.server.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.JudgementStore.Judgement;
import io.plimsoll.server.monitor.rules.AlertDecision;
import io.plimsoll.server.monitor.rules.AlertState;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Assessment;
import io.plimsoll.server.monitor.rules.Circumstances;
import io.plimsoll.server.monitor.rules.Reading;
import io.plimsoll.server.monitor.rules.Rule;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.monitor.rules.Signal;
import io.plimsoll.server.monitor.rules.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Evaluates the rules of every project against every model that it watches, and lets alerts follow.
 * A model that cannot be judged is logged and counted and keeps no other from being judged.
 */
@ApplicationScoped
public class Monitor {
  private static final Logger LOG = Logger.getLogger(Monitor.class);

  /** How many features a judgement shows; the drift of all is in drift_results. */
  private static final int MAX_SIGNALS = 20;

  private final CredentialStore credentials;
  private final RuleStore rules;
  private final WatchStore watch;
  private final Assessor assessor;
  private final JudgementStore judgements;
  private final AlertStore alerts;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public Monitor(
      CredentialStore credentials,
      RuleStore rules,
      WatchStore watch,
      Assessor assessor,
      JudgementStore judgements,
      AlertStore alerts,
      InstantSource clock,
      MeterRegistry meters) {
    this.credentials = credentials;
    this.rules = rules;
    this.watch = watch;
    this.assessor = assessor;
    this.judgements = judgements;
    this.alerts = alerts;
    this.clock = clock;
    this.meters = meters;
  }

  /** One evaluation of everything. */
  public void run() {
    for (Tenant tenant : credentials.allProjects()) {
      guarded(tenant.projectSlug(), () -> evaluate(tenant));
    }
  }

  private void evaluate(Tenant tenant) {
    List<Rule> all = rules.list(tenant).stream().map(RuleStore.StoredRule::rule).toList();
    for (Watched watched : watch.watched(tenant, clock.instant())) {
      guarded(watched.model(), () -> evaluate(tenant, watched, all));
    }
  }

  private void guarded(String what, Runnable work) {
    try {
      work.run();
      meters.counter("plimsoll.monitor.evaluations", "outcome", "done").increment();
    } catch (RuntimeException failure) {
      meters.counter("plimsoll.monitor.evaluations", "outcome", "failed").increment();
      LOG.errorf(failure, "the rules could not be evaluated for %s", what);
    }
  }

  private void evaluate(Tenant tenant, Watched watched, List<Rule> all) {
    Instant now = clock.instant();
    Optional<Judgement> before = judgements.find(tenant, watched.model());
    Map<RuleKind, Alert> firing = new EnumMap<>(RuleKind.class);
    alerts
        .firing(tenant, watched.model())
        .forEach(alert -> alert.rule().rule().ifPresent(kind -> firing.put(kind, alert)));
    List<Assessment> assessments = assessor.assess(tenant, watched, all, now);
    for (Assessment assessment : assessments) {
      Standing stood =
          before
              .map(judged -> judged.before(watched.version(), assessment.kind()))
              .orElse(Standing.UNKNOWN);
      Optional<Alert> open = Optional.ofNullable(firing.get(assessment.kind()));
      AlertDecision decision = AlertDecision.decide(state(stood, open), assessment);
      apply(tenant, watched, assessment, open, decision, now);
    }
    // Last, because the standing is what makes the next evaluation the second in a row: if an alert
    // could not be written, it is decided again.
    save(tenant, watched, assessments, before, now);
  }

  private static AlertState state(Standing stood, Optional<Alert> open) {
    return open.<AlertState>map(
            alert ->
                new AlertState.Firing(
                    stood, alert.judgedVersion(), alert.severity(), alert.evidence().names()))
        .orElseGet(() -> new AlertState.Quiet(stood));
  }

  private void apply(
      Tenant tenant,
      Watched watched,
      Assessment assessment,
      Optional<Alert> open,
      AlertDecision decision,
      Instant now) {
    switch (decision) {
      case AlertDecision.Keep keep -> {
        // Nothing has changed.
      }
      case AlertDecision.Fire fire -> {
        AlertText text = text(tenant, watched, assessment, fire.offenders());
        AlertKind kind = AlertKind.of(assessment.kind());
        alerts.fire(tenant, watched.model(), watched.version(), kind, fire.severity(), text, now);
      }
      case AlertDecision.Update update -> {
        AlertText text = text(tenant, watched, assessment, update.offenders());
        alerts.update(tenant, open.orElseThrow(), update.severity(), text, update.isNews(), now);
      }
      case AlertDecision.Resolve resolve ->
          alerts.resolve(
              tenant, open.orElseThrow(), AlertText.resolution(resolve.reason(), assessment), now);
    }
  }

  private AlertText text(
      Tenant tenant, Watched watched, Assessment assessment, List<Reading> offenders) {
    Circumstances circumstances = assessor.circumstances(tenant, watched, assessment);
    return AlertText.of(assessment, offenders, circumstances);
  }

  private void save(
      Tenant tenant,
      Watched watched,
      List<Assessment> assessments,
      Optional<Judgement> before,
      Instant now) {
    List<Signal> signals = new ArrayList<>();
    Map<RuleKind, Standing> standings = new EnumMap<>(RuleKind.class);
    List<Reading> drift = new ArrayList<>();
    for (Assessment assessment : assessments) {
      standings.put(assessment.kind(), assessment.standing());
      if (assessment.rule().isEnabled()) {
        signals.addAll(assessment.signals(MAX_SIGNALS));
      }
      if (assessment.kind() == RuleKind.DRIFT) {
        drift.addAll(assessment.readings());
      }
    }
    Judgement judgement = new Judgement(watched.version(), signals, standings);
    judgements.save(tenant, watched.model(), judgement, before, drift, now);
  }
}
