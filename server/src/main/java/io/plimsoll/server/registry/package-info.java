/**
 * Models, their immutable versions with evidence, and the aliases that move over them. Promotion
 * and rollback move an alias and nothing else. A deployment points production at its version on
 * trial (AliasStore) and the history gets its line when the version is live. Owns models,
 * model_versions, aliases, alias_moves, baselines and allowed_globals.
 */
@NullMarked
package io.plimsoll.server.registry;

import org.jspecify.annotations.NullMarked;
