package io.plimsoll.server.platform.database;

import java.util.UUID;

/** Identifies an organisation. */
public record OrganisationId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
