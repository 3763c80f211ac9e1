/** Anomalies over a real database, and over the API. */
@NullMarked
package io.plimsoll.server.anomaly;

import org.jspecify.annotations.NullMarked;
