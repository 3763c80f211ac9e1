package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.time.Duration;

/** A signal, and how long the process may take to end before the next step. */
record StopStep(Signal signal, Duration limit) {}
