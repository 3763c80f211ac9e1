/**
 * Configuration: every key that the server knows, in one list (ConfigKey), read once at start from
 * defaults, the YAML file, the environment and the command line, in that order. Enter at
 * ConfigLoader. An unknown key stops the start; docs/guide/configuration.md is generated from the
 * same list and checked by a test.
 */
@NullMarked
package io.plimsoll.server.platform.config;

import org.jspecify.annotations.NullMarked;
