@NullMarked
package io.plimsoll.server.drift.settings;

import org.jspecify.annotations.NullMarked;
