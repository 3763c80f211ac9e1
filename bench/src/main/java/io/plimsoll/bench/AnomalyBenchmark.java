package io.plimsoll.bench;

import io.plimsoll.bench.PlantedSeries.Kind;
import io.plimsoll.bench.PlantedSeries.Planted;
import io.plimsoll.bench.PlantedSeries.Shape;
import io.plimsoll.stats.anomaly.Detector;
import io.plimsoll.stats.anomaly.Point;
import io.plimsoll.stats.anomaly.Settings;
import io.plimsoll.stats.anomaly.ValueKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Anomalies of known kinds in made series: how many are found, after how many buckets, how many
 * alarms are false, and what a point costs; beside River's detector and a window of a day with
 * three standard deviations, on the same values. Every detector sees a value once and never looks
 * ahead.
 */
public final class AnomalyBenchmark {
  private static final double DAYS_OF_WEEK = 7;

  private final Path root;
  private final Path work;
  private final int series;
  private final int days;

  private AnomalyBenchmark(Path root, Path work, Options options) {
    this.root = root;
    this.work = work;
    this.series = options.number("series");
    this.days = options.number("days");
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments the repository, a work folder with River's environment, then options
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, 2, arguments.length),
            new TreeMap<>(Map.of("series", 10, "days", 42)));
    new AnomalyBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), options).run();
  }

  /** The buckets that a detector calls odd in each series, and the seconds that it took. */
  private record Flags(List<Set<Integer>> odd, double seconds) {}

  private void run() throws IOException, InterruptedException {
    // The first pass is for the compiler.
    plimsoll(Shape.DAILY_COUNTS, make(Shape.DAILY_COUNTS, false).subList(0, 1));
    System.out.printf(
        Locale.ROOT,
        "%d series of each shape over %d days, by quarters of an hour; anomalies from day 16"
            + " on%n%n",
        series,
        days);
    System.out.printf(
        "%-14s %-10s %7s %9s %7s %12s %12s %9s%n",
        "shape", "detector", "found", "precision", "delay", "false/week", "in warm-up", "µs/point");
    for (Shape shape : Shape.values()) {
      List<PlantedSeries> odd = make(shape, false);
      List<PlantedSeries> clean = make(shape, true);
      print(shape, "plimsoll", odd, plimsoll(shape, odd), plimsoll(shape, clean));
      print(shape, "river", odd, river(odd), river(clean));
      print(shape, "3 sigma", odd, window(odd), window(clean));
    }
  }

  private List<PlantedSeries> make(Shape shape, boolean isClean) {
    List<PlantedSeries> made = new ArrayList<>();
    for (int seed = 0; seed < series; seed++) {
      made.add(new PlantedSeries(shape, days, isClean, 31L * shape.name().hashCode() + seed));
    }
    return made;
  }

  private Flags plimsoll(Shape shape, List<PlantedSeries> all) {
    ValueKind kind = PlantedSeries.isCount(shape) ? ValueKind.COUNT : ValueKind.POSITIVE;
    List<Set<Integer>> odd = new ArrayList<>();
    long start = System.nanoTime();
    for (PlantedSeries each : all) {
      Detector detector = new Detector(PlantedSeries.PER_DAY, kind, Settings.DEFAULT);
      Set<Integer> flagged = new HashSet<>();
      double[] values = each.values();
      for (int i = 0; i < values.length; i++) {
        if (detector.judge(Point.of(PlantedSeries.START + i, values[i])).isAnomaly()) {
          flagged.add(i);
        }
      }
      odd.add(flagged);
    }
    return new Flags(odd, (System.nanoTime() - start) / 1e9);
  }

  /** What many have by hand: further than three standard deviations from the mean of a day. */
  private static Flags window(List<PlantedSeries> all) {
    List<Set<Integer>> odd = new ArrayList<>();
    long start = System.nanoTime();
    for (PlantedSeries each : all) {
      Set<Integer> flagged = new HashSet<>();
      double[] values = each.values();
      for (int i = PlantedSeries.PER_DAY; i < values.length; i++) {
        double[] day = Arrays.copyOfRange(values, i - PlantedSeries.PER_DAY, i);
        double mean = Arrays.stream(day).average().orElseThrow();
        double squares = Arrays.stream(day).map(value -> (value - mean) * (value - mean)).sum();
        if (Math.abs(values[i] - mean) > 3 * Math.sqrt(squares / (day.length - 1))) {
          flagged.add(i);
        }
      }
      odd.add(flagged);
    }
    return new Flags(odd, (System.nanoTime() - start) / 1e9);
  }

  private Flags river(List<PlantedSeries> all) throws IOException, InterruptedException {
    Path input = work.resolve("anomaly-series.csv");
    Path output = work.resolve("anomaly-flags.csv");
    Files.writeString(
        input,
        all.stream()
            .map(
                each ->
                    Arrays.stream(each.values())
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n", "", "\n")));
    int ended =
        new ProcessBuilder(
                work.resolve("river/bin/python").toString(),
                root.resolve("bench/anomaly/peer.py").toString(),
                String.valueOf(PlantedSeries.PER_DAY))
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (ended != 0) {
      throw new BenchmarkException("River's detector ended with " + ended + "; see above.");
    }
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    List<Set<Integer>> odd = new ArrayList<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      odd.add(
          line.isEmpty()
              ? Set.of()
              : Arrays.stream(line.split(",", -1))
                  .map(Integer::valueOf)
                  .collect(Collectors.toSet()));
    }
    return new Flags(odd, Double.parseDouble(lines.getLast()));
  }

  private void print(
      Shape shape, String detector, List<PlantedSeries> planted, Flags odd, Flags clean) {
    Map<Kind, int[]> byKind = new EnumMap<>(Kind.class);
    int found = 0;
    int all = 0;
    int delays = 0;
    int wrong = 0;
    for (int i = 0; i < planted.size(); i++) {
      Set<Integer> left = new HashSet<>(odd.odd().get(i));
      for (Planted anomaly : planted.get(i).planted()) {
        all++;
        int first = first(left, anomaly);
        int[] counts = byKind.computeIfAbsent(anomaly.kind(), kind -> new int[2]);
        counts[1]++;
        if (first >= 0) {
          found++;
          counts[0]++;
          delays += first - anomaly.start();
        }
        // What follows an anomaly closely belongs to it: coming back is a change as well.
        left.removeIf(
            at -> at >= anomaly.start() && at < anomaly.end() + PlantedSeries.PER_DAY / 4);
      }
      wrong += episodes(left, PlantedSeries.LEARNED_AFTER, Integer.MAX_VALUE);
    }
    double weeks =
        (days - PlantedSeries.LEARNED_AFTER / (double) PlantedSeries.PER_DAY) / DAYS_OF_WEEK;
    double warmUp = PlantedSeries.LEARNED_AFTER / (double) PlantedSeries.PER_DAY / DAYS_OF_WEEK;
    System.out.printf(
        Locale.ROOT,
        "%-14s %-10s %6.1f%% %8.1f%% %7.2f %12.2f %12.2f %9.1f   %s%n",
        shape.name().toLowerCase(Locale.ROOT),
        detector,
        100.0 * found / all,
        found + wrong == 0 ? 0 : 100.0 * found / (found + wrong),
        found == 0 ? 0 : (double) delays / found,
        alarms(clean, PlantedSeries.LEARNED_AFTER, Integer.MAX_VALUE) / weeks,
        alarms(clean, 0, PlantedSeries.LEARNED_AFTER) / warmUp,
        1e6 * clean.seconds() / ((double) planted.size() * days * PlantedSeries.PER_DAY),
        byKind.entrySet().stream()
            .map(
                each ->
                    "%s %d/%d"
                        .formatted(
                            each.getKey().name().toLowerCase(Locale.ROOT),
                            each.getValue()[0],
                            each.getValue()[1]))
            .collect(Collectors.joining(", ")));
  }

  private static int first(Set<Integer> flagged, Planted anomaly) {
    for (int at = anomaly.start(); at < anomaly.end(); at++) {
      if (flagged.contains(at)) {
        return at;
      }
    }
    return -1;
  }

  private static double alarms(Flags clean, int from, int to) {
    return clean.odd().stream()
        .mapToInt(flagged -> episodes(flagged, from, to))
        .average()
        .orElse(0);
  }

  /** Flags that follow one another are one alarm. */
  private static int episodes(Set<Integer> flagged, int from, int to) {
    return (int)
        flagged.stream()
            .filter(at -> at >= from && at < to)
            .filter(at -> !flagged.contains(at - 1) && !flagged.contains(at - 2))
            .count();
  }
}
