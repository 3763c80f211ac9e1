package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.protocol.ModelInferRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The forms of the Open Inference Protocol beside each other: JSON and binary tensors over HTTP,
 * and gRPC, with the same rows of the same models and as many calls under way. The server has the
 * first processor to itself, the load and everything else the last one.
 */
public final class FormsBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIRST = "0";
  private static final List<Integer> ROWS = List.of(1, 32, 256);
  private static final String BASE = "JSON over HTTP";

  /** What is compared is how a call travels, and not what it costs to keep what it said. */
  private static final double LOGGED = 0.01;

  private final Options options;
  private final Path work;
  private final Platform desk;
  private final ServeRole serve;
  private final Report report;
  private final List<String> table = new ArrayList<>();
  private final List<String> profiles = new ArrayList<>();

  private FormsBenchmark(
      Options options, Path work, Platform desk, ServeRole serve, Report report) {
    this.options = options;
    this.work = work;
    this.desk = desk;
    this.serve = serve;
    this.report = report;
  }

  /** Rows of a model, as one tensor or as one for each feature. */
  private enum Layout {
    IRIS_MATRIX("iris", "one tensor of 4 features"),
    FOREST_MATRIX("forest", "one tensor of 30 features"),
    FOREST_COLUMNS("forest", "30 tensors of one feature");

    private final String model;
    private final String title;

    Layout(String model, String title) {
      this.model = model;
      this.title = title;
    }

    TensorRows of(List<ObjectNode> rows, JsonNode metadata) {
      return this == FOREST_COLUMNS ? TensorRows.of(rows, metadata) : TensorRows.matrix(rows);
    }
  }

  /** A way to send the same rows. */
  private record Form(String name, Sending sending) {
    LoadResult run(Duration duration) throws IOException {
      return sending.run(duration);
    }
  }

  @FunctionalInterface
  private interface Sending {
    LoadResult run(Duration duration) throws IOException;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments the repository, a work folder with the models of {@link PeersBenchmark}, then
   *     options
   */
  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, 2, arguments.length),
            new TreeMap<>(
                Map.of(
                    "seconds", 4,
                    "rounds", 2,
                    "warmup-seconds", 8,
                    "start-seconds", 15,
                    "profile-seconds", 8,
                    "calls", 32)));
    Path root = Path.of(arguments[0]);
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    Path home = work.resolve("home");
    try (Platform desk = Platform.startBehind(root, home, Map.of("PLIMSOLL_ROLES", "api,build"));
        ServeRole serve = ServeRole.start(FIRST, root, home, work.resolve("serve.log"))) {
      new FormsBenchmark(options, work, desk, serve, report).run();
    }
    report.finish();
  }

  private void run() throws Exception {
    List<String> models =
        Arrays.stream(Layout.values()).map(layout -> layout.model).distinct().toList();
    for (String model : models) {
      push(model);
    }
    Precedence.takeFrom(desk.process());
    for (String model : models) {
      awaitAnswer(model);
    }
    for (Form form : forms(Layout.FOREST_MATRIX, 1)) {
      form.run(options.seconds("start-seconds"));
    }
    for (Layout layout : Layout.values()) {
      for (int rows : ROWS) {
        compare(layout, rows);
      }
    }
    for (Layout layout : Layout.values()) {
      profile(layout);
    }
    report.table(
        "| rows a call | form | calls/s, each round | × JSON | p50 ms | p99 ms | server CPU µs each |"
            + " failed |",
        table);
    report.table(Profile.head("one row a call, where the server's processor time goes"), profiles);
  }

  private void push(String model) throws IOException, InterruptedException {
    Path folder = folder(model).resolve("push");
    Files.writeString(
        folder.resolve("plimsoll.yaml"),
        "log:\n  sample: %s\n".formatted(LOGGED),
        StandardOpenOption.APPEND);
    String url = desk.access().gitUrl() + "/" + model + ".git";
    Duration live = new Push(folder, url, desk.access().apiKey()).run();
    report.fact("push → live, %s: %s".formatted(model, Report.millis(live)));
  }

  /** A B C D A B C D: what else the machine does falls on all of them alike. */
  private void compare(Layout layout, int rows) throws IOException, InterruptedException {
    List<Form> forms = forms(layout, rows);
    for (Form form : forms) {
      form.run(options.seconds("warmup-seconds"));
    }
    String what = "%s: %d × %s".formatted(layout.model, rows, layout.title);
    Comparison comparison = new Comparison();
    for (int round = 0; round < options.number("rounds"); round++) {
      for (Form form : forms) {
        Cpu before = Cpu.of(serve.handle());
        LoadResult result = form.run(options.seconds("seconds"));
        Cpu used = Cpu.of(serve.handle()).since(before);
        comparison.add(form.name(), new Comparison.Round(result, used));
        report.say("%s, %s: %,.0f calls/s".formatted(what, form.name(), result.perSecond()));
      }
    }
    table.addAll(comparison.rows(what, comparison.best(List.of(BASE))));
  }

  private void profile(Layout layout) throws IOException, InterruptedException {
    int number = 0;
    for (Form form : forms(layout, 1)) {
      form.run(options.seconds("warmup-seconds"));
      Path file =
          work.resolve(
              "forms-%s-%d.jfr".formatted(layout.name().toLowerCase(Locale.ROOT), ++number));
      Profile profile =
          Profile.during(serve.handle(), file, () -> form.run(options.seconds("profile-seconds")));
      profiles.add(profile.row("%s, %s: %s".formatted(layout.model, layout.title, form.name())));
    }
  }

  private List<Form> forms(Layout layout, int rows) throws IOException, InterruptedException {
    int calls = options.number("calls");
    String key = desk.access().apiKey();
    URI infer = infer(layout.model);
    List<TensorRows> groups = groups(layout, rows);
    Requests json = Requests.posts(infer, key, groups.stream().map(TensorRows::jsonBody).toList());
    Requests binary =
        Requests.inTurn(
            groups.stream().map(group -> Requests.post(infer, key, group.binaryBody())).toList());
    List<ModelInferRequest> messages =
        groups.stream().map(group -> group.message(layout.model)).toList();
    return List.of(
        new Form(BASE, duration -> Load.run(infer, calls, json, asFastAsAnswered(duration))),
        new Form(
            "binary over HTTP",
            duration -> Load.run(infer, calls, binary, asFastAsAnswered(duration))),
        grpc("gRPC, a connection each", new GrpcLoad.Width(calls, 1), messages),
        grpc("gRPC, one connection", new GrpcLoad.Width(1, calls), messages));
  }

  private Form grpc(String name, GrpcLoad.Width width, List<ModelInferRequest> messages) {
    return new Form(
        name,
        duration ->
            GrpcLoad.run(serve.grpcAddress(), desk.access().apiKey(), width, messages, duration));
  }

  private static Pace asFastAsAnswered(Duration duration) {
    return new Pace.AsFastAsAnswered(duration);
  }

  private URI infer(String model) {
    return serve.url("/v2/models/" + model + "/infer");
  }

  /** The model's rows in groups of that size; they begin again where they end. */
  private List<TensorRows> groups(Layout layout, int size)
      throws IOException, InterruptedException {
    JsonNode metadata =
        serve.fetch(desk.client(), "/v2/models/" + layout.model, desk.access().apiKey());
    List<ObjectNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(named(layout.model))) {
      rows.add((ObjectNode) JSON.readTree(line).path("features"));
    }
    List<TensorRows> groups = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += size) {
      List<ObjectNode> group = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        group.add(rows.get((from + i) % rows.size()));
      }
      groups.add(layout.of(group, metadata));
    }
    return groups;
  }

  /** The serving process hears of a version a moment after the one that took the push. */
  private void awaitAnswer(String model) throws IOException, InterruptedException {
    new Target(
            model,
            serve.url("/v2/models/" + model + "/predict"),
            Optional.of(desk.access().apiKey()),
            Target.bodies(named(model)),
            serve.handle())
        .awaitAnswer(desk.client(), serve.log());
  }

  private Path named(String model) {
    return folder(model).resolve("named.jsonl");
  }

  private Path folder(String model) {
    return work.resolve("peer-models").resolve(model);
  }
}
