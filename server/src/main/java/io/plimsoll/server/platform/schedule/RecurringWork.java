package io.plimsoll.server.platform.schedule;

import io.plimsoll.server.platform.config.Role;
import java.time.Duration;

/**
 * Work that is done again and again, by one process at a time. A run that throws is logged and the
 * next one comes all the same.
 */
public record RecurringWork(String name, Role role, Duration every, Runnable work) {}
