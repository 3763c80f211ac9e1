package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.platform.time.Ids;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.LoggedFields;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logs calls to Kafka as prediction events, one a row: all of them and all of it, unless the
 * version says otherwise. It takes microseconds, never blocks and never fails a prediction; what
 * Kafka cannot take is counted.
 */
@Singleton
public class InferenceLog {
  private final EventLog log;
  private final Counter shortened;
  private final Counter tooLarge;

  public InferenceLog(EventLog log, MeterRegistry meters) {
    this.log = log;
    FunctionCounter.builder("plimsoll.serving.log.dropped", log, EventLog::droppedCount)
        .description("Calls that could not be logged because Kafka took no more")
        .register(meters);
    this.shortened =
        Counter.builder("plimsoll.serving.log.shortened")
            .description("Rows that were logged without a part of them, which was too long")
            .register(meters);
    this.tooLarge =
        Counter.builder("plimsoll.serving.log.too_large")
            .description("Rows that were not logged because even their outputs were too long")
            .register(meters);
  }

  /** A call that is over: whose it was, which version answered, when it began, how long it took. */
  record Call(
      ProjectId project,
      String model,
      String version,
      LoggedFields fields,
      Environment environment,
      Instant at,
      double latencyMs) {}

  /** The features of each row of a call. */
  @FunctionalInterface
  interface Features {
    Map<String, @Nullable Object> of(int row);
  }

  /**
   * Rows that were answered.
   *
   * @param features null where the answers are not one for each row, or where rows have more
   *     features than an event can hold
   */
  void answered(
      Call call,
      List<UUID> ids,
      @Nullable Features features,
      List<Map<String, @Nullable Object>> outputs) {
    LoggedFields fields = call.fields();
    for (int row = 0; row < ids.size(); row++) {
      UUID id = ids.get(row);
      if (isChosen(fields.settings(), id)) {
        if (features == null) {
          shortened.increment();
        }
        Map<String, @Nullable Object> kept =
            features == null ? null : fields.features(features.of(row));
        append(call, id, kept, fields.outputs(outputs.get(row)), null, null);
      }
    }
  }

  /**
   * What a shadow made of rows that were answered under these ids; their features are there. Of a
   * row that was not kept, nothing is kept either: there is no answer to compare it with.
   */
  void shadowed(Call call, List<UUID> of, List<Map<String, @Nullable Object>> outputs) {
    LoggedFields fields = call.fields();
    for (int row = 0; row < of.size(); row++) {
      if (isChosen(fields.settings(), of.get(row))) {
        UUID id = Ids.timeOrdered(call.at());
        append(call, id, null, fields.outputs(outputs.get(row)), null, of.get(row));
      }
    }
  }

  void shadowFailed(Call call, UUID of, InferenceException failure) {
    if (isChosen(call.fields().settings(), of)) {
      append(call, Ids.timeOrdered(call.at()), null, null, failure, of);
    }
  }

  /** Failures are sampled like answers: else their share would seem higher than it is. */
  void failed(Call call, UUID id, InferenceException failure) {
    if (isChosen(call.fields().settings(), id)) {
      append(call, id, null, null, failure, null);
    }
  }

  /** By the id, so that the choice is as good as drawn by lot and needs no lot to be drawn. */
  static boolean isChosen(LogSettings settings, UUID id) {
    if (settings.sample() == 1) {
      return true;
    }
    // The finaliser of MurmurHash3 spreads ids that differ little, as those of one moment do.
    long mixed = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    mixed ^= mixed >>> 33;
    return (mixed >>> 11) * 0x1p-53 < settings.sample();
  }

  private void append(
      Call call,
      UUID id,
      @Nullable Map<String, @Nullable Object> features,
      @Nullable Map<String, @Nullable Object> outputs,
      @Nullable InferenceException failure,
      @Nullable UUID shadowOf) {
    int most = call.fields().settings().maxBytes();
    boolean isShorter = !fits(features) || !fits(outputs);
    Map<String, @Nullable Object> keptFeatures = isShorter ? fitted(features) : features;
    Map<String, @Nullable Object> keptOutputs = isShorter ? fitted(outputs) : outputs;
    byte[] event = event(call, id, keptFeatures, keptOutputs, failure, shadowOf);
    if (event.length > most && features != null) {
      isShorter = true;
      event = event(call, id, null, keptOutputs, failure, shadowOf);
    }
    if (isShorter) {
      shortened.increment();
    }
    if (event.length > most) {
      tooLarge.increment();
      return;
    }
    log.tryAppend(new EventLog.Entry(Topic.PREDICTIONS, call.project(), call.model(), event));
  }

  private static boolean fits(@Nullable Map<String, @Nullable Object> values) {
    return values == null || LoggedRow.fits(values);
  }

  private static @Nullable Map<String, @Nullable Object> fitted(
      @Nullable Map<String, @Nullable Object> values) {
    return values == null ? null : LoggedRow.fitted(values);
  }

  private static byte[] event(
      Call call,
      UUID id,
      @Nullable Map<String, @Nullable Object> features,
      @Nullable Map<String, @Nullable Object> outputs,
      @Nullable InferenceException failure,
      @Nullable UUID shadowOf) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(512);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "prediction");
      json.writeStringField("id", id.toString());
      json.writeStringField("occurredAt", call.at().toString());
      json.writeStringField("model", call.model());
      json.writeStringField("version", call.version());
      if (call.environment() != Environment.PRODUCTION) {
        json.writeStringField("environment", call.environment().text());
      }
      json.writeNumberField("latencyMs", call.latencyMs());
      if (features != null) {
        JsonValues.writeObject(json, "features", features);
      }
      if (outputs != null) {
        JsonValues.writeObject(json, "prediction", outputs);
      }
      if (shadowOf != null) {
        json.writeStringField("shadowOf", shadowOf.toString());
      }
      if (failure != null) {
        json.writeObjectFieldStart("error");
        json.writeStringField("kind", failure.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("message", message(call, failure));
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Messages name the value that did not fit, and so would tell what is to be hidden. */
  private static String message(Call call, InferenceException failure) {
    return call.fields().settings().keepsValues()
        ? LoggedRow.words(String.valueOf(failure.getMessage()))
        : "not kept, because this version hides values";
  }
}
