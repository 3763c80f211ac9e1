/**
 * Jobs: visible state machines with steps and a log that streams to the pusher's terminal and to
 * the dashboard. JobStore keeps them, JobsResource shows them; what a job does is known by the
 * feature that runs it (deploy). Jobs of one model run one after another, in their order. A run is
 * held under a lease by the process that does it (RunStore, JobRun); a job whose process died
 * starts again while somebody waits for it and ends otherwise (RecoveryStore). Owns jobs, job_steps
 * and job_log.
 */
@NullMarked
package io.plimsoll.server.jobs;

import org.jspecify.annotations.NullMarked;
