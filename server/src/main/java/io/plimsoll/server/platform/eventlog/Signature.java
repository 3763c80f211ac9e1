package io.plimsoll.server.platform.eventlog;

import java.time.Instant;
import java.util.UUID;

/**
 * What a record that came straight into the log says of its writer; nobody has looked whether it is
 * true. The bytes are not copied; nobody may change them.
 *
 * @param signer names the key that it was signed with
 * @param signedAt when, by the clock of the writer
 * @param mac the proof
 */
public record Signature(UUID signer, Instant signedAt, byte[] mac) {}
