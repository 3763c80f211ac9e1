/**
 * Jobs: visible state machines with steps and a log that streams to the pusher's terminal and to
 * the dashboard. JobStore keeps them, JobsResource shows them; what a job does is known by the
 * feature that runs it (deploy). Owns jobs, job_steps and job_log.
 */
@NullMarked
package io.plimsoll.server.jobs;

import org.jspecify.annotations.NullMarked;
