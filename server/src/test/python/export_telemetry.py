"""Sends metrics, a trace and logs with the real OpenTelemetry SDK, as a service does; configured from outside only."""

import logging
import time

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def metrics() -> None:
    provider = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=3_600_000)])
    meter = provider.get_meter("shop")
    orders = meter.create_counter("python.orders", unit="{orders}")
    waiting = meter.create_up_down_counter("python.waiting")
    latency = meter.create_histogram("python.latency", unit="ms", explicit_bucket_boundaries_advisory=[10, 100, 1000])
    temperature = meter.create_gauge("python.temperature")
    for value in range(1, 4):
        orders.add(value, {"country": "de"})
        orders.add(10, {"country": "fr"})
        waiting.add(5 - value)
        latency.record(50.0 * value)
        temperature.set(20.5 + value)
        # Each export tells the running total once more.
        assert provider.force_flush()
        time.sleep(0.01)
    provider.shutdown()


def trace() -> None:
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("shop")
    with tracer.start_as_current_span("order", attributes={"plimsoll.records_in": 3}):
        try:
            with tracer.start_as_current_span("charge", attributes={"gen_ai.system": "openai"}):
                raise ValueError("the card was refused")
        except ValueError:
            pass
    assert provider.force_flush()
    provider.shutdown()


def logs() -> None:
    provider = LoggerProvider()
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    log = logging.getLogger("shop")
    log.setLevel(logging.INFO)
    log.addHandler(LoggingHandler(logger_provider=provider))
    for _ in range(3):
        log.info("an order came in")
    try:
        raise KeyError("price")
    except KeyError:
        log.exception("an order could not be read")
    assert provider.force_flush()
    provider.shutdown()


if __name__ == "__main__":
    metrics()
    trace()
    logs()
