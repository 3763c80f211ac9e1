package io.plimsoll.server.anomaly;

/** The value of a bucket, and of how many trials it is if it is a share. */
record SeriesValue(double value, double weight) {}
