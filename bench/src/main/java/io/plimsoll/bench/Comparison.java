package io.plimsoll.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the servers came to with one model, each in every round. */
final class Comparison {
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  /** One load of one server, with the processor time of that server and of all that it started. */
  record Round(LoadResult load, Cpu cpu) {}

  void add(String server, Round round) {
    rounds.computeIfAbsent(server, name -> new ArrayList<>()).add(round);
  }

  /** The mean of a server's rounds. */
  double perSecond(String server) {
    return rounds.getOrDefault(server, List.of()).stream()
        .mapToDouble(round -> round.load().perSecond())
        .average()
        .orElse(0);
  }

  /** The best of those that are named. */
  double best(List<String> servers) {
    return servers.stream().mapToDouble(this::perSecond).max().orElse(0);
  }

  /** A row of the report for each server, as multiples of what {@code best} answers a second. */
  List<String> rows(String model, double best) {
    List<String> rows = new ArrayList<>();
    rounds.forEach(
        (server, results) -> {
          LoadResult last = results.getLast().load();
          long answered = results.stream().mapToLong(round -> round.load().succeeded()).sum();
          Duration used =
              results.stream()
                  .map(round -> round.cpu().all())
                  .reduce(Duration.ZERO, Duration::plus);
          rows.add(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %s | %.1f | %.1f | %.1f | %.0f | %d |",
                  model,
                  server,
                  String.join(
                      " / ",
                      results.stream()
                          .map(round -> "%,.0f".formatted(round.load().perSecond()))
                          .toList()),
                  best == 0 ? 0 : perSecond(server) / best,
                  last.millisAt(50),
                  last.millisAt(99),
                  used.toNanos() / 1e3 / Math.max(1, answered),
                  results.stream().mapToLong(round -> round.load().failed()).sum()));
        });
    return rows;
  }
}
