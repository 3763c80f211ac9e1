/**
 * Runs a command whose code nobody trusts: in a bubblewrap sandbox of its own namespaces, without
 * network, with a read-only file system that holds no more than it needs, and with resource limits.
 *
 * <p>Enter at {@link io.plimsoll.inference.sandbox.Sandbox}. The only other choice is a plain
 * subprocess, and only an operator who asked for it gets that one.
 *
 * <p>What always holds: the command dies with this process, even when this process is killed;
 * killing it kills its whole process tree; what it prints is bounded. Started as root, each sandbox
 * gets a user id of its own that owns nothing, so that limits on processes count for it alone.
 */
@NullMarked
package io.plimsoll.inference.sandbox;

import org.jspecify.annotations.NullMarked;
