/**
 * Work in the background, kept in PostgreSQL so that it survives a crash and runs once however many
 * processes there are. A feature offers {@link io.plimsoll.server.platform.schedule.RecurringWork}
 * and {@link io.plimsoll.server.platform.schedule.OneTimeWork} as beans; {@link
 * io.plimsoll.server.platform.schedule.WorkScheduler} runs those of the roles that this process
 * plays, over db-scheduler. Owns scheduled_tasks.
 */
@NullMarked
package io.plimsoll.server.platform.schedule;

import org.jspecify.annotations.NullMarked;
