package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.platform.time.Ids;
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
 * Logs every call to Kafka as prediction events, one a row. It takes microseconds, never blocks and
 * never fails a prediction; what Kafka cannot take is counted.
 */
@Singleton
public class InferenceLog {
  private static final JsonFactory JSON = new JsonFactory();

  private final EventLog log;

  public InferenceLog(EventLog log, MeterRegistry meters) {
    this.log = log;
    FunctionCounter.builder("plimsoll.serving.log.dropped", log, EventLog::droppedCount)
        .description("Calls that could not be logged because Kafka took no more")
        .register(meters);
  }

  /** A call that is over: whose it was, which version answered, when it began, how long it took. */
  record Call(ProjectId project, String model, String version, Instant at, double latencyMs) {}

  void answered(
      Call call,
      List<UUID> ids,
      List<Map<String, @Nullable Object>> features,
      List<Map<String, @Nullable Object>> outputs) {
    for (int row = 0; row < ids.size(); row++) {
      append(call, event(call, ids.get(row), features.get(row), outputs.get(row), null, null));
    }
  }

  /** What a shadow made of rows that were answered under these ids; their features are there. */
  void shadowed(Call call, List<UUID> of, List<Map<String, @Nullable Object>> outputs) {
    for (int row = 0; row < of.size(); row++) {
      UUID id = Ids.timeOrdered(call.at());
      append(call, event(call, id, null, outputs.get(row), null, of.get(row)));
    }
  }

  void shadowFailed(Call call, UUID of, InferenceException failure) {
    append(call, event(call, Ids.timeOrdered(call.at()), null, null, failure, of));
  }

  void failed(Call call, UUID id, InferenceException failure) {
    append(call, event(call, id, null, null, failure, null));
  }

  private void append(Call call, byte[] event) {
    log.tryAppend(new EventLog.Entry(Topic.PREDICTIONS, call.project(), call.model(), event));
  }

  private static byte[] event(
      Call call,
      UUID id,
      @Nullable Map<String, @Nullable Object> features,
      @Nullable Map<String, @Nullable Object> outputs,
      @Nullable InferenceException failure,
      @Nullable UUID shadowOf) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(JSON._getBufferRecycler(), 512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "prediction");
      json.writeStringField("id", id.toString());
      json.writeStringField("occurredAt", call.at().toString());
      json.writeStringField("model", call.model());
      json.writeStringField("version", call.version());
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
        json.writeStringField("message", String.valueOf(failure.getMessage()));
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
