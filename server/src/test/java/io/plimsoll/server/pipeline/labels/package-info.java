@NullMarked
package io.plimsoll.server.pipeline.labels;

import org.jspecify.annotations.NullMarked;
