/**
 * Who is asking and what they may do: people, organisations, projects, memberships with roles,
 * sessions, API keys with scopes, invitations. Every request resolves to a Principal before any
 * handler runs (Authentication); Access turns a principal and the slugs of a path into a Scope or a
 * 404/403; KeyMeters holds keys to their limits, and PlanMeters projects to their plans, in memory.
 * Owns organisations, projects, people, memberships, invitations, sessions, api_keys, key_defaults
 * and key_use. A key and a session token are stored as hashes only; a tenant that a principal does
 * not belong to does not exist for them.
 */
@NullMarked
package io.plimsoll.server.identity;

import org.jspecify.annotations.NullMarked;
