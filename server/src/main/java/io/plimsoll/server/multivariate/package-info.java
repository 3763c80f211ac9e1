/**
 * Drift of all features at once: whether the rows of a window still hang together as those of the
 * baseline did, though each column for itself may look as before. Enter at MultivariateResource.
 * Both sides are samples, of the baseline and of what the pipeline keeps of each hour. Owns no
 * table.
 */
@NullMarked
package io.plimsoll.server.multivariate;

import org.jspecify.annotations.NullMarked;
