/**
 * Secrets at rest and tokens: SecretBox seals secrets with AES-GCM under a key that lives in the
 * home directory; Tokens makes random keys and their hashes.
 */
@NullMarked
package io.plimsoll.server.platform.crypto;

import org.jspecify.annotations.NullMarked;
