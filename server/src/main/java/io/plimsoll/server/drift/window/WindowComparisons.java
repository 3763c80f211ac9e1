package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.drift.settings.ColumnSetting;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.drift.window.WindowComparison.SideAnswer;
import io.plimsoll.server.drift.window.WindowComparison.SideKind;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import io.plimsoll.stats.drift.ProfileDrift;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sides of a model's traffic from stored profiles, its columns beside each other on
 * all processors. At most four questions are answered at once; one that waits too long is refused.
 */
@ApplicationScoped
public class WindowComparisons {
  private static final int MOST_AT_ONCE = 4;
  private static final long LONGEST_WAIT_SECONDS = 20;

  private static final Comparator<ComparedColumn> COSTLIEST_FIRST =
      Comparator.comparing((ComparedColumn each) -> each.verdict() != WindowVerdict.DRIFTED)
          .thenComparing(each -> each.verdict().isJudged() ? 0 : 1)
          .thenComparing(WindowComparisons::cost, Comparator.reverseOrder())
          .thenComparing(WindowComparisons::effect, Comparator.reverseOrder())
          .thenComparing(ComparedColumn::role)
          .thenComparing(ComparedColumn::name);

  private final WindowStore sides;
  private final DriftModelStore models;
  private final DriftSettingStore settings;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);

  public WindowComparisons(WindowStore sides, DriftModelStore models, DriftSettingStore settings) {
    this.sides = sides;
    this.models = models;
    this.settings = settings;
  }

  /** Answers a question. */
  public WindowComparison compare(Tenant tenant, ComparisonQuestion question, Instant now) {
    return inTurn(
        () -> {
          Side reference = wholeBuckets(question.reference(), now);
          Read before = new Read(reference, sides.read(tenant, question.model(), reference));
          return compare(tenant, question, before, rules(tenant, question.model()), now);
        });
  }

  /** Compares each of several windows with one reference. */
  List<WindowComparison> each(
      Tenant tenant, String model, Side reference, List<Side.Window> windows, Instant now) {
    return inTurn(
        () -> {
          Side whole = wholeBuckets(reference, now);
          Read before = new Read(whole, sides.read(tenant, model, whole));
          Rules rules = rules(tenant, model);
          List<WindowComparison> compared = new ArrayList<>();
          for (Side.Window current : windows) {
            ComparisonQuestion question =
                ComparisonQuestion.of(model, reference, current, FalseAlarmBudget.LAXEST);
            compared.add(compare(tenant, question, before, rules, now));
          }
          return compared;
        });
  }

  /** A side with what was read of it. */
  private record Read(Side side, WindowStore.Content content) {}

  /** What the settings of a model say. */
  private record Rules(Map<Column, ColumnSetting> columns, int minimumRows) {}

  private Rules rules(Tenant tenant, String model) {
    return new Rules(settings.columns(tenant, model), models.minimumRows(tenant));
  }

  private WindowComparison compare(
      Tenant tenant, ComparisonQuestion question, Read before, Rules rules, Instant now) {
    Side current = wholeBuckets(question.current(), now);
    WindowStore.Content after = sides.read(tenant, question.model(), current);
    Map<Column, MergedProfile> reference = before.content().columns();
    List<ColumnComparison> compared =
        compared(question, reference, after.columns(), rules.columns(), rules.minimumRows());
    List<ComparedColumn> told = told(compared, question.level(), rules.minimumRows());
    long rows = most(compared, ColumnComparison::currentRows);
    return new WindowComparison(
        question.model(),
        answer(before.side(), before.content(), most(compared, ColumnComparison::referenceRows)),
        answer(current, after, rows),
        question.level(),
        rules.minimumRows(),
        (int) told.stream().filter(each -> each.verdict().isJudged()).count(),
        (int) told.stream().filter(each -> each.verdict() == WindowVerdict.DRIFTED).count(),
        reason(before.side(), reference.isEmpty(), rows),
        told);
  }

  private static long most(List<ColumnComparison> compared, ToLongFunction<ColumnComparison> rows) {
    return compared.stream().mapToLong(rows).max().orElse(0);
  }

  static List<ColumnComparison> compared(
      ComparisonQuestion question,
      Map<Column, MergedProfile> reference,
      Map<Column, MergedProfile> current,
      Map<Column, ColumnSetting> own,
      int minimumRows) {
    Set<Column> columns =
        new TreeSet<>(Comparator.comparing(Column::role).thenComparing(Column::name));
    columns.addAll(reference.keySet());
    columns.addAll(current.keySet());
    question.only().ifPresent(only -> columns.removeIf(each -> !each.equals(only)));
    return columns.stream().toList().parallelStream()
        .map(
            column -> {
              ColumnSetting setting = own.getOrDefault(column, ColumnSetting.DEFAULT);
              return ColumnComparison.of(
                  column,
                  reference.get(column),
                  current.get(column),
                  setting,
                  asked(question, setting),
                  minimumRows);
            })
        .toList();
  }

  /** What a request names goes before what the settings say. */
  private static Comparison.Question asked(ComparisonQuestion question, ColumnSetting setting) {
    boolean isNamed = question.method().isPresent() || question.library().isPresent();
    return isNamed
        ? new Comparison.Question(
            question.method(),
            question.library(),
            Map.of(),
            question.level(),
            java.util.OptionalDouble.empty())
        : setting.question(question.level());
  }

  static List<ComparedColumn> told(List<ColumnComparison> compared, double level, int minimumRows) {
    List<ColumnComparison> judgeable =
        compared.stream().filter(each -> each.judgeable().isPresent()).toList();
    List<ProfileDrift.Judged> judged =
        ProfileDrift.judge(
            judgeable.stream().map(each -> each.judgeable().orElseThrow()).toList(), level);
    Map<ColumnComparison, ProfileDrift.Judged> verdicts = new HashMap<>();
    for (int index = 0; index < judged.size(); index++) {
      verdicts.put(judgeable.get(index), judged.get(index));
    }
    List<ComparedColumn> told = new ArrayList<>();
    for (ColumnComparison each : compared) {
      told.add(each.told(verdicts.get(each), level, minimumRows));
    }
    told.sort(COSTLIEST_FIRST);
    return told;
  }

  private static double cost(ComparedColumn column) {
    Double cost = column.cost();
    return cost == null ? Double.POSITIVE_INFINITY : cost;
  }

  private static double effect(ComparedColumn column) {
    Double size = column.effectSize();
    return size == null ? 0 : size;
  }

  private static Side wholeBuckets(Side side, Instant now) {
    return switch (side) {
      case Side.Baseline baseline -> baseline;
      case Side.Window window -> window.wholeBuckets(now);
    };
  }

  private static SideAnswer answer(Side side, WindowStore.Content content, long rows) {
    String version = side.version().isEmpty() ? null : side.version();
    return switch (side) {
      case Side.Baseline baseline ->
          new SideAnswer(
              SideKind.BASELINE,
              version,
              null,
              null,
              content.source().map(BaselineStore.Source::source).orElse(null),
              null,
              null,
              content.source().map(BaselineStore.Source::rows).orElse(rows));
      case Side.Window window ->
          new SideAnswer(
              SideKind.WINDOW,
              version,
              window.stretch().from(),
              window.stretch().to(),
              null,
              window.part().isWhole() ? null : window.part().segment(),
              window.part().isWhole() ? null : window.part().value(),
              rows);
    };
  }

  private static @Nullable String reason(Side reference, boolean isWithout, long rows) {
    if (isWithout) {
      return switch (reference) {
        case Side.Baseline baseline ->
            ("Version %s has no baseline: push it with a baseline.csv, or compare with another"
                    + " window or version.")
                .formatted(baseline.version().isEmpty() ? "(none)" : baseline.version());
        case Side.Window window ->
            "The reference holds no rows between %s and %s."
                .formatted(window.stretch().from(), window.stretch().to());
      };
    }
    return rows == 0 ? "No predictions came in between these times." : null;
  }

  private <T> T inTurn(Supplier<T> work) {
    boolean isIn = false;
    try {
      isIn = places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      if (!isIn) {
        throw new ProblemException(
            ErrorCode.OVERLOADED,
            "Other comparisons took more than %d seconds; ask again in a moment."
                .formatted(LONGEST_WAIT_SECONDS));
      }
      return work.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ErrorCode.OVERLOADED, "The server is stopping; ask again.");
    } finally {
      if (isIn) {
        places.release();
      }
    }
  }
}
