/**
 * PostgreSQL: the pool, the migrations, and Database, through which every statement runs inside a
 * transaction that has stated its Scope (which organisation, project, person). Row-level security
 * does the rest: without a scope a statement sees nothing. Columns reads what JDBC has no types
 * for. Announcements carries LISTEN/NOTIFY between roles. Owns no tables but runs all migrations.
 */
@NullMarked
package io.plimsoll.server.platform.database;

import org.jspecify.annotations.NullMarked;
