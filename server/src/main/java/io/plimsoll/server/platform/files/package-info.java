/** Folders on the disk of this machine. Knows no feature, owns no tables. */
@NullMarked
package io.plimsoll.server.platform.files;

import org.jspecify.annotations.NullMarked;
