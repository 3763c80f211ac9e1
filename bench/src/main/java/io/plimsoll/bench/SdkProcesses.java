package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Real processes with the Python SDK among the simulated users: what they send is the wire that the
 * others imitate. Each is {@code bench/users/user.py} with a model of its own.
 */
final class SdkProcesses implements AutoCloseable {
  static final String PREFIX = "bench-sdk-";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LAST = Duration.ofSeconds(90);

  private final List<Process> processes = new ArrayList<>();
  private final List<Future<Said>> results = new ArrayList<>();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Sightings sightings;

  private SdkProcesses(Sightings sightings) {
    this.sightings = sightings;
  }

  /**
   * What the SDKs said became of all events.
   *
   * @param logged events that were handed to them
   * @param accepted those that the server has acknowledged
   * @param retries requests that went out again
   */
  record Said(long logged, long accepted, long retries) {
    Said plus(Said other) {
      return new Said(logged + other.logged, accepted + other.accepted, retries + other.retries);
    }
  }

  /** Starts so many processes, which log from now on. */
  static SdkProcesses start(
      List<String> command, Platform.Access access, int count, Sightings sightings)
      throws IOException {
    SdkProcesses started = new SdkProcesses(sightings);
    for (int number = 0; number < count; number++) {
      List<String> whole = new ArrayList<>(command);
      whole.add("--name=" + PREFIX + number);
      ProcessBuilder builder =
          new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("PLIMSOLL_URL", access.url().toString());
      builder.environment().put("PLIMSOLL_API_KEY", access.apiKey());
      Process process = builder.start();
      started.processes.add(process);
      started.results.add(started.readers.submit(() -> started.read(process)));
    }
    return started;
  }

  /** Waits for the end of all of them. */
  Said finish() throws InterruptedException {
    Said all = new Said(0, 0, 0);
    for (Future<Said> result : results) {
      try {
        all = all.plus(result.get(LAST.toSeconds(), TimeUnit.SECONDS));
      } catch (ExecutionException | TimeoutException failure) {
        throw new BenchmarkException("A process with the SDK failed: " + failure, failure);
      }
    }
    return all;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    readers.shutdownNow();
  }

  private Said read(Process process) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode said = JSON.readTree(line);
        if (said.has("logged")) {
          return new Said(
              said.required("logged").asLong(),
              said.required("accepted").asLong(),
              said.required("retries").asLong());
        }
        sightings.expect(
            new Sightings.Expected(
                EventKind.PREDICTION,
                UUID.fromString(said.required("id").asText()),
                said.required("micros").asLong()));
      }
      throw new BenchmarkException("A process with the SDK ended without a word.");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
