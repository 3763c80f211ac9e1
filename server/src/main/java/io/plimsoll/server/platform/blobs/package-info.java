/**
 * Content-addressed blobs: written once under their SHA-256, never changed. On disk below the home
 * directory.
 */
@NullMarked
package io.plimsoll.server.platform.blobs;

import org.jspecify.annotations.NullMarked;
