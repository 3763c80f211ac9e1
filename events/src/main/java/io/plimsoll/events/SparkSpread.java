package io.plimsoll.events;

/**
 * How one figure is spread over the tasks of a stage; the quantiles may be off by a few percent.
 *
 * @param name the figure, with its unit: durationMs, readBytes
 */
public record SparkSpread(
    String name, long count, double sum, double min, double median, double p95, double max) {}
