@NullMarked
package io.plimsoll.server.jobs;

import org.jspecify.annotations.NullMarked;
