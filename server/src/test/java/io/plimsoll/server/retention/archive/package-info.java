/** Tests of days that are kept as files. */
@NullMarked
package io.plimsoll.server.retention.archive;

import org.jspecify.annotations.NullMarked;
