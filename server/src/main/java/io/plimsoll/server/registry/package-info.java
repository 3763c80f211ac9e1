/**
 * Models, their immutable versions with evidence, and the aliases that move over them. Promotion
 * and rollback move an alias and nothing else. A deployment points its environment at its version
 * on trial (AliasStore) and the history gets its line when the version is live; LandingStore says
 * which environment a push is for. Owns models, model_versions, aliases, alias_moves, landings,
 * previews, splits, split_shares, split_changes, shadows, baselines, baseline_versions,
 * baseline_columns, baseline_moves and allowed_globals.
 */
@NullMarked
package io.plimsoll.server.registry;

import org.jspecify.annotations.NullMarked;
