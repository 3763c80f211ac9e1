/**
 * The build role: runs a deploy job through fetch, scan, environment, load, infer, baseline,
 * compile, deploy, live. User code runs in the sandbox only. Owns no tables; writes through jobs
 * and registry.
 */
@NullMarked
package io.plimsoll.server.deploy;

import org.jspecify.annotations.NullMarked;
