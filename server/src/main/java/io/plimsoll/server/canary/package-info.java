/**
 * Canaries: a candidate takes a small share of production's calls, then more, and is promoted or
 * rolled back by a sequential test of its errors and its slow answers against those of the version
 * that is live. CanaryResource starts and aborts; CanaryRound, in the monitor role, looks every few
 * seconds; CanaryJudge decides, a pure function. The weights and the alias are the registry's:
 * whoever changes them by hand takes over, and the canary steps back. Owns canaries and
 * canary_history.
 */
@NullMarked
package io.plimsoll.server.canary;

import org.jspecify.annotations.NullMarked;
