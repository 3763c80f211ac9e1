package io.plimsoll.server.intake.otlp;

import static io.plimsoll.server.intake.otlp.Exported.END;
import static io.plimsoll.server.intake.otlp.Exported.bytes;
import static io.plimsoll.server.intake.otlp.Exported.events;
import static io.plimsoll.server.intake.otlp.Exported.ids;
import static io.plimsoll.server.intake.otlp.Exported.number;
import static io.plimsoll.server.intake.otlp.Exported.text;
import static io.plimsoll.server.intake.otlp.Exported.translated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.plimsoll.server.platform.eventlog.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpansTest {
  @Test
  void aSpanIsAStageOfTheRunThatItsTraceNames() {
    Span span =
        span()
            .setParentSpanId(bytes(8, 3))
            .addAttributes(number("plimsoll.records_in", 100))
            .addAttributes(number("plimsoll.records_out", 90))
            .addAttributes(text("http.route", "/orders"))
            .build();

    JsonNode stage = events(Exported.of(span)).getFirst();

    assertThat(translated(Exported.of(span)).entries().getFirst().topic()).isEqualTo(Topic.STAGES);
    assertThat(stage.path("pipeline").asText()).isEqualTo("checkout");
    assertThat(stage.path("stage").asText()).isEqualTo("load");
    assertThat(stage.path("runId").asText()).isEqualTo("01".repeat(16));
    assertThat(stage.path("status").asText()).isEqualTo("ok");
    assertThat(stage.path("durationMs").asDouble()).isEqualTo(250.5);
    assertThat(stage.path("occurredAt").asText()).isEqualTo("2026-03-01T11:59:58Z");
    assertThat(stage.path("recordsIn").asInt()).isEqualTo(100);
    assertThat(stage.path("recordsOut").asInt()).isEqualTo(90);
    assertThat(stage.has("error")).isFalse();
    JsonNode tags = stage.path("tags");
    assertThat(tags.path("span_id").asText()).isEqualTo("02".repeat(8));
    assertThat(tags.path("parent_span_id").asText()).isEqualTo("03".repeat(8));
    assertThat(tags.path("http.route").asText()).isEqualTo("/orders");
    assertThat(tags.path("host.name").asText()).isEqualTo("web-7");
    assertThat(tags.has("service.instance.id") || tags.has("process.pid")).isFalse();
  }

  @Test
  void aFailedSpanHasItsErrorAndItsExceptionIsReported() {
    Span span =
        span()
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .addAttributes(text("ml.model.name", "churn"))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .setTimeUnixNano(END - 1_000_000)
                    .addAttributes(text("exception.type", "ValueError"))
                    .addAttributes(text("exception.message", "no rows"))
                    .addAttributes(text("exception.stacktrace", "at line 7")))
            .addEvents(Span.Event.newBuilder().setName("retry").setTimeUnixNano(END))
            .build();

    List<JsonNode> events = events(Exported.of(span));

    assertThat(events).hasSize(2);
    assertThat(events.get(0).path("status").asText()).isEqualTo("failed");
    assertThat(events.get(0).at("/error/kind").asText()).isEqualTo("ValueError");
    assertThat(events.get(0).at("/error/message").asText()).isEqualTo("no rows");
    JsonNode report = events.get(1);
    assertThat(report.path("type").asText()).isEqualTo("error");
    assertThat(report.path("kind").asText()).isEqualTo("ValueError");
    assertThat(report.path("message").asText()).isEqualTo("no rows");
    assertThat(report.path("stack").asText()).isEqualTo("at line 7");
    assertThat(report.path("pipeline").asText()).isEqualTo("checkout");
    assertThat(report.path("model").asText()).isEqualTo("churn");
    assertThat(report.at("/tags/trace_id").asText()).isEqualTo("01".repeat(16));
  }

  @Test
  void namesTheStageAroundItWhereThatIsSentWithIt() {
    Span outer = span().setName("order").build();
    Span inner = span().setSpanId(bytes(8, 5)).setParentSpanId(bytes(8, 2)).build();
    Span lone = span().setSpanId(bytes(8, 6)).setParentSpanId(bytes(8, 7)).build();

    List<JsonNode> stages = events(Exported.of(inner, outer, lone));

    assertThat(stages.get(0).path("parentStage").asText()).isEqualTo("order");
    assertThat(stages.get(1).has("parentStage") || stages.get(2).has("parentStage")).isFalse();
  }

  @Test
  void theStatusHasTheLastWord() {
    Span span =
        span()
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("gave up"))
            .addAttributes(text("error.type", "timeout"))
            .build();

    JsonNode error = events(Exported.of(span)).getFirst().path("error");

    assertThat(error.path("kind").asText()).isEqualTo("timeout");
    assertThat(error.path("message").asText()).isEqualTo("gave up");
  }

  @Test
  void aCallOfALanguageModelIsTaggedByProviderAndModelAndNeverByWhatWasSaid() {
    Span old =
        span()
            .addAttributes(text("gen_ai.system", "openai"))
            .addAttributes(text("gen_ai.request.model", "gpt-4o"))
            .addAttributes(number("gen_ai.usage.prompt_tokens", 12))
            .addAttributes(text("gen_ai.prompt", "a secret"))
            .addAttributes(text("gen_ai.input.messages", "a secret"))
            .build();
    Span today =
        span()
            .addAttributes(text("gen_ai.provider.name", "anthropic"))
            .addAttributes(text("gen_ai.system", "other"))
            .build();

    JsonNode tags = events(Exported.of(old)).getFirst().path("tags");

    assertThat(tags.path("gen_ai.provider.name").asText()).isEqualTo("openai");
    assertThat(tags.path("gen_ai.request.model").asText()).isEqualTo("gpt-4o");
    assertThat(tags.path("gen_ai.usage.input_tokens").asText()).isEqualTo("12");
    assertThat(tags.toString()).doesNotContain("secret");
    assertThat(
            events(Exported.of(today))
                .getFirst()
                .path("tags")
                .path("gen_ai.provider.name")
                .asText())
        .isEqualTo("anthropic");
  }

  @Test
  void keepsTheMostImportantTagsAndNamesWhatWasCut() {
    Span.Builder span = span();
    for (int attribute = 0; attribute < 20; attribute++) {
      span.addAttributes(text("custom." + (char) ('a' + attribute), "x".repeat(300)));
    }

    Translation translation = translated(Exported.of(span.build()));
    JsonNode tags = events(translation).getFirst().path("tags");

    assertThat(tags).hasSize(16);
    assertThat(tags.has("service.version") && tags.has("deployment.environment.name")).isTrue();
    assertThat(tags.path("custom.a").asText()).hasSize(200).endsWith("…");
    assertThat(tags.has("custom.t")).isFalse();
    assertThat(translation.refused()).isZero();
    assertThat(translation.message().orElseThrow())
        .isEqualTo(
            "attributes left out beyond the 16 of a record that become tags: 9, such as"
                + " \"custom.m\"");
  }

  @Test
  void refusesOneBadSpanWithItsReasonAndTakesTheOthers() {
    Span nobody = span().clearTraceId().build();
    Span endless = span().clearEndTimeUnixNano().build();
    Span ancient = span().setEndTimeUnixNano(1).setStartTimeUnixNano(1).build();
    Span late = span().setEndTimeUnixNano(-1).build();

    Translation translation =
        translated(Exported.of(nobody, span().build(), endless, ancient, late));

    assertThat(translation.entries()).hasSize(1);
    assertThat(translation.refused()).isEqualTo(4);
    assertThat(translation.message().orElseThrow())
        .isEqualTo(
            "4 refused; the first: load: a trace id has 16 bytes and a span id 8, not 0 and 8.");
    assertThat(translation.refusedByCode())
        .containsEntry("untranslatable", 2L)
        .containsEntry("occurred_at_out_of_range", 2L);
  }

  @Test
  void takesOddSpans() {
    Span backwards = span().setStartTimeUnixNano(END + 1_000).build();
    Span nameless = span().setName(" ").setSpanId(bytes(8, 9)).build();
    Span odd =
        span()
            .setSpanId(bytes(8, 8))
            .setName("n".repeat(400))
            .addAttributes(text("plimsoll.records_in", "many"))
            .build();

    Translation translation = translated(Exported.of(backwards, nameless, odd));

    assertThat(translation.refused()).isZero();
    List<JsonNode> stages = events(translation);
    assertThat(stages.get(0).path("durationMs").asDouble()).isZero();
    assertThat(stages.get(1).path("stage").asText()).isEqualTo("unnamed");
    assertThat(stages.get(2).path("stage").asText()).hasSize(200);
    assertThat(stages.get(2).has("recordsIn")).isFalse();
    assertThat(translation.message().orElseThrow())
        .contains("spans that ended before they began, taken to last 0 ms: 1, such as \"load\"")
        .contains("plimsoll.records_in left out that are not whole numbers: 1, such as \"many\"");
  }

  @Test
  void anExportThatIsSentAgainHasTheSameIds() {
    Span one = span().addEvents(exception()).addEvents(exception()).build();
    Span other = span().setSpanId(bytes(8, 9)).build();

    assertThat(ids(Exported.of(one, other))).isEqualTo(ids(Exported.of(one, other)));
    assertThat(ids(Exported.of(one, other))).doesNotHaveDuplicates().hasSize(4);
    assertThat(ids(Exported.of(other))).containsExactly(ids(Exported.of(one, other)).getLast());
  }

  private static Span.Event exception() {
    return Span.Event.newBuilder().setName("exception").setTimeUnixNano(END).build();
  }

  private static Span.Builder span() {
    return Span.newBuilder()
        .setTraceId(bytes(16, 1))
        .setSpanId(bytes(8, 2))
        .setName("load")
        .setStartTimeUnixNano(END - 250_500_000)
        .setEndTimeUnixNano(END);
  }
}
