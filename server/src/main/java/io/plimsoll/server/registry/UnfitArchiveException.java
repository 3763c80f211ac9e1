package io.plimsoll.server.registry;

import java.io.IOException;

/**
 * An archive that is not a model's files; the message names the entry and what is wrong with it.
 */
public final class UnfitArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnfitArchiveException(String message) {
    super(message);
  }
}
