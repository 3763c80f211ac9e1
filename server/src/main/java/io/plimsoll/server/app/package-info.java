/**
 * The front door: main, the command line, what is embedded, and the list of roles. Sees everything;
 * nothing sees it.
 */
@NullMarked
package io.plimsoll.server.app;

import org.jspecify.annotations.NullMarked;
