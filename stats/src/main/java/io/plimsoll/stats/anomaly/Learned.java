package io.plimsoll.stats.anomaly;

/**
 * A model that has been brought up to the end of a history.
 *
 * @param scale the spread of its errors in units of their noise
 * @param tail by how much further than normal ones its errors reach
 */
record Learned(HoltWinters model, Smoothing smoothing, double scale, double tail) {}
