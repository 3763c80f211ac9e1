package io.plimsoll.server.drift.check;

import io.plimsoll.server.drift.ComparisonAnswer;
import io.plimsoll.server.drift.window.ComparedColumn;
import io.plimsoll.server.drift.window.WindowComparison;
import io.plimsoll.server.drift.window.WindowVerdict;
import io.plimsoll.stats.drift.FigureWords;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as one file that needs nothing else: no script, no address of another host. Whatever
 * comes from outside is escaped, names of columns and versions above all.
 */
final class ReportHtml {
  private static final int MOST_BARS = 24;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#10202d;--paper:#fbfcfd;--line:#dfe6ec;--sea:#1f7ab8;--grey:#8a99a6;--red:#c43d3d}
      @media(prefers-color-scheme:dark){:root{--ink:#e4edf4;--paper:#0c141b;--line:#22303b;--sea:#4aa8e0;--grey:#7d8d9a;--red:#ef6b6b}}
      body{font:14px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:960px;margin:2rem auto;padding:0 1rem}
      h1{font-size:20px}h2{font-size:16px;margin:1.6rem 0 .3rem}table{border-collapse:collapse;width:100%}
      td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;vertical-align:top}
      .n{text-align:right}.drifted{color:var(--red);font-weight:600}.soft{color:var(--grey)}code{font-size:12px}
      .bar{display:inline-block;height:8px;background:var(--sea)}.bar.b{background:var(--grey)}
      """;

  private ReportHtml() {}

  static String of(String model, Report report) {
    Report.Line line = report.line();
    Report.Body body = report.body();
    String title = "Drift of " + model + ", " + line.dueAt();
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>%s</title><style>%s</style></head><body>
        <h1>%s</h1>
        <p class="%s">%s</p>
        %s
        </body></html>
        """
        .formatted(
            escaped(title),
            STYLE,
            escaped(title),
            line.outcome().text(),
            escaped(line.summary()),
            body == null ? "" : body(line, body));
  }

  private static String body(Report.Line line, Report.Body body) {
    WindowComparison comparison = body.comparison();
    String columns =
        comparison.features().stream()
            .map(column -> row(column, comparison.level()))
            .collect(Collectors.joining());
    String details =
        comparison.features().stream()
            .filter(each -> each.comparison() != null && !each.bars().isEmpty())
            .map(ReportHtml::detail)
            .collect(Collectors.joining());
    return """
        <table>
        <tr><th>Check</th><td>%s</td></tr>
        <tr><th>Window</th><td>%s</td></tr>
        <tr><th>Compared with</th><td>%s</td></tr>
        <tr><th>Level</th><td>%s</td></tr>
        </table>
        <h2>Which columns no longer look like the reference?</h2>
        <table><tr><th>Column</th><th>Verdict</th><th class="n">Value</th><th class="n">Noise level</th>
        <th class="n">Effect</th><th class="n">Matters from</th><th class="n">p, corrected</th><th>Definition</th></tr>
        %s</table>
        %s
        """
        .formatted(
            escaped(line.checkName()),
            side(comparison.current()),
            side(comparison.reference()),
            level(body.level()),
            columns,
            details);
  }

  private static String side(WindowComparison.SideAnswer side) {
    String version = side.version() == null ? "" : ", version " + escaped(side.version());
    String rows = String.format(Locale.ROOT, ", %,d rows", side.rows());
    return switch (side.kind()) {
      case BASELINE ->
          "baseline" + (side.source() == null ? "" : " " + escaped(side.source())) + version + rows;
      case WINDOW -> side.from() + " to " + side.to() + version + rows;
    };
  }

  private static String level(Report.Level level) {
    String budget =
        level.alarmsPerWeek() == null
            ? "no budget of false alarms is set"
            : "at most %s false alarms a week over %s checks"
                .formatted(figure(level.alarmsPerWeek()), figure(level.checksPerWeek()));
    return figure(level.level()) + " (" + budget + ")";
  }

  private static String row(ComparedColumn column, double level) {
    ComparisonAnswer comparison = column.comparison();
    ComparisonAnswer.EffectAnswer effect = comparison == null ? null : comparison.effect();
    return """
        <tr><td>%s%s</td><td class="%s">%s</td><td class="n">%s</td><td class="n">%s</td>
        <td class="n">%s</td><td class="n">%s</td><td class="n">%s</td><td><code>%s</code></td></tr>
        """
        .formatted(
            escaped(column.name()),
            column.role().text().equals("prediction")
                ? " <span class=\"soft\">prediction</span>"
                : "",
            column.verdict() == WindowVerdict.DRIFTED ? "drifted" : "",
            column.verdict().text().replace('_', ' '),
            comparison == null ? "–" : figure(comparison.value()),
            comparison == null ? "–" : figure(comparison.noise()),
            effect == null ? "–" : figure(effect.value()),
            effect == null ? "–" : figure(effect.relevant()),
            pValue(column.adjustedPValue(), level),
            comparison == null ? "–" : escaped(comparison.method()));
  }

  private static String detail(ComparedColumn column) {
    String bars =
        column.bars().stream()
            .limit(MOST_BARS)
            .map(
                bar ->
                    """
                    <tr><td>%s</td><td><span class="bar b" style="width:%dpx"></span> %s<br>
                    <span class="bar" style="width:%dpx"></span> %s</td></tr>
                    """
                        .formatted(
                            escaped(bar.label()),
                            Math.round(300 * bar.reference()),
                            share(bar.reference()),
                            Math.round(300 * bar.current()),
                            share(bar.current())))
            .collect(Collectors.joining());
    return """
        <h2>Where did the values of %s go?</h2>
        <p>%s</p>
        <p class="soft">Grey: reference, %,d rows. Blue: window, %,d rows.</p>
        <table>%s</table>
        """
        .formatted(
            escaped(column.name()),
            escaped(column.sentence()),
            column.reference().rows(),
            column.current().rows(),
            bars);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String figure(@Nullable Object value) {
    return switch (value) {
      case null -> "–";
      case Number number -> FigureWords.figure(number.doubleValue());
      default -> escaped(value.toString());
    };
  }

  private static String pValue(@Nullable Double value, double level) {
    return value == null ? "–" : escaped(FigureWords.bound(value, level));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      char each = text.charAt(index);
      switch (each) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(each);
      }
    }
    return escaped.toString();
  }
}
