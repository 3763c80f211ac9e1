package io.plimsoll.server.intake.otlp;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/** What OpenTelemetry sends, each at an address of its own. */
enum Signal {
  TRACES(
      ExportTraceServiceRequest.getDefaultInstance(),
      ExportTraceServiceResponse.getDefaultInstance()),
  METRICS(
      ExportMetricsServiceRequest.getDefaultInstance(),
      ExportMetricsServiceResponse.getDefaultInstance()),
  LOGS(
      ExportLogsServiceRequest.getDefaultInstance(),
      ExportLogsServiceResponse.getDefaultInstance());

  private final Message request;
  private final Message response;

  Signal(Message request, Message response) {
    this.request = request;
    this.response = response;
  }

  /** An empty request. */
  Message request() {
    return request;
  }

  /** The answer to a request of which all was taken as it is: an empty message. */
  Message success() {
    return response;
  }

  /**
   * The answer that says how many records were refused, and of which the first why; none refused
   * makes it a warning.
   */
  Message partialSuccess(long refused, String message) {
    // All three answers have the same shape; only the name of the first field differs.
    FieldDescriptor partial = response.getDescriptorForType().findFieldByNumber(1);
    Message.Builder answer = response.newBuilderForType();
    Message.Builder said = answer.newBuilderForField(partial);
    return answer
        .setField(
            partial,
            said.setField(said.getDescriptorForType().findFieldByNumber(1), refused)
                .setField(said.getDescriptorForType().findFieldByNumber(2), message)
                .build())
        .build();
  }
}
