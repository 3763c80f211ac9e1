/** Tests of the configuration, and the guide that is generated from it. */
@NullMarked
package io.plimsoll.server.platform.config;

import org.jspecify.annotations.NullMarked;
