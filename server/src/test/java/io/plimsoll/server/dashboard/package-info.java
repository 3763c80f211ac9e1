/** Tests of how the dashboard's files are delivered. */
@NullMarked
package io.plimsoll.server.dashboard;

import org.jspecify.annotations.NullMarked;
