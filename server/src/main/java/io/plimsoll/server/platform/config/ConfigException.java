package io.plimsoll.server.platform.config;

/**
 * A configuration that cannot be started with; the message is for the operator and names key, value
 * and remedy.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
