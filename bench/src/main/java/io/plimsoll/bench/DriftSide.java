package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.drift.Categories;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.Library;
import io.plimsoll.stats.drift.Numbers;
import io.plimsoll.stats.drift.Sample;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plimsoll's side of the comparison with Evidently: reads the columns that rows.py has written and
 * prints a line of JSON. As {@code compare}, each column is compared value by value with the
 * default method, and then by Evidently's; as {@code profile}, rows become profiles as they come
 * by, and PSI compares those.
 */
final class DriftSide {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 8_192;
  private static final double EVIDENTLY_THRESHOLD = 0.1;

  private final Path folder;
  private final List<JsonNode> columns = new ArrayList<>();
  private final int rows;

  private DriftSide(Path folder) throws IOException {
    this.folder = folder;
    JsonNode about = JSON.readTree(Files.readString(folder.resolve("columns.json")));
    rows = about.path("rows").asInt();
    about.path("columns").forEach(columns::add);
  }

  public static void main(String[] arguments) throws IOException {
    DriftSide side = new DriftSide(Path.of(arguments[1]));
    Map<String, Object> printed =
        arguments[0].equals("profile") ? side.profile() : side.compareValues();
    printed.put("peakBytes", peakBytes());
    System.out.println(JSON.writeValueAsString(printed));
  }

  /** Columns are independent, so each processor takes some of them. */
  private Map<String, Object> compareValues() {
    long start = System.nanoTime();
    Map<String, Object> defaults = comparisons(Library.PLIMSOLL);
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> printed = new LinkedHashMap<>();
    printed.put("seconds", seconds);
    printed.put("values", defaults);
    printed.put("asEvidently", comparisons(Library.EVIDENTLY));
    return printed;
  }

  private Map<String, Object> comparisons(Library library) {
    Map<String, Object> values = new ConcurrentHashMap<>();
    columns.parallelStream()
        .forEach(
            column -> {
              Comparison compared =
                  Comparison.of(
                      sample(column, "reference"),
                      sample(column, "current"),
                      new Comparison.Question(
                          Optional.empty(),
                          Optional.of(library),
                          Map.of(),
                          0.05,
                          OptionalDouble.empty()));
              double value = compared.outcome().value().orElse(Double.NaN);
              values.put(
                  column.path("name").asText(),
                  Map.of(
                      "method",
                      compared.method().id(),
                      "value",
                      value,
                      "drifted",
                      value >= EVIDENTLY_THRESHOLD));
            });
    return values;
  }

  private Sample sample(JsonNode column, String side) {
    Path file = folder.resolve(column.path("name").asText() + "." + side);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      if (!isCategory(column)) {
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return Numbers.of(values);
      }
      List<@Nullable String> labels = new ArrayList<>(bytes.remaining() / Integer.BYTES);
      while (bytes.hasRemaining()) {
        labels.add(column.path("names").path(bytes.getInt()).asText());
      }
      return Categories.ofLabels(labels);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Map<String, Object> profile() {
    long start = System.nanoTime();
    Map<String, Object> values = new ConcurrentHashMap<>();
    List<Profile> kept =
        IntStream.range(0, columns.size() * 2)
            .parallel()
            .mapToObj(
                place -> profiled(columns.get(place / 2), place % 2 == 0 ? "reference" : "current"))
            .toList();
    for (int place = 0; place < columns.size(); place++) {
      values.put(
          columns.get(place).path("name").asText(),
          Psi.score(kept.get(2 * place), kept.get(2 * place + 1)).value());
    }
    Map<String, Object> printed = new LinkedHashMap<>();
    printed.put("seconds", (System.nanoTime() - start) / 1e9);
    printed.put("heapBytes", heapBytes());
    printed.put("rows", kept.getFirst().rows());
    printed.put("values", values);
    return printed;
  }

  /** Row after row, as they would come in; nothing of a row is left but its profile. */
  private Profile profiled(JsonNode column, String side) {
    Path file = folder.resolve(column.path("name").asText() + "." + side);
    boolean isCategory = isCategory(column);
    int width = isCategory ? Integer.BYTES : Double.BYTES;
    List<String> names = new ArrayList<>();
    column.path("names").forEach(name -> names.add(name.asText()));
    NumericProfile numbers = new NumericProfile();
    CategoricalProfile categories = new CategoricalProfile();
    byte[] chunk = new byte[CHUNK * width];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), chunk.length)) {
      for (long left = rows; left > 0; left -= CHUNK) {
        int count = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, left * width)) / width;
        ByteBuffer values = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < count; row++) {
          if (isCategory) {
            categories.update(names.get(values.getInt()));
          } else {
            numbers.update(values.getDouble());
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return isCategory ? categories : numbers;
  }

  private static boolean isCategory(JsonNode column) {
    return column.path("kind").asText().equals("category");
  }

  private static long heapBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** The most that the process ever held, as the kernel counts it. */
  private static long peakBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElse(0);
  }
}
