package io.plimsoll.server.platform.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one folder in which everything of an installation persists, and what lies where in it. */
public record Home(Path root) {

  /** The home at {@code root}, made if it is missing. */
  public static Home at(Path root) {
    Home home = new Home(root.toAbsolutePath().normalize());
    try {
      Files.createDirectories(home.root);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make the home " + home.root, failure);
    }
    return home;
  }

  public Path configFile() {
    return root.resolve("config.yaml");
  }

  public Path credentialsFile() {
    return root.resolve("credentials.json");
  }

  /** Passwords and keys of this installation; readable by the operator alone. */
  public Path secrets() {
    return root.resolve("secrets");
  }

  public Path postgres() {
    return root.resolve("postgres");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path blobs() {
    return root.resolve("blobs");
  }

  /** Bare git repositories. */
  public Path git() {
    return root.resolve("git");
  }

  /** Work folders of jobs; empty between jobs. */
  public Path work() {
    return root.resolve("work");
  }

  /** What inference keeps: environments, the worker, native libraries. */
  public Path inference() {
    return root.resolve("inference");
  }

  /** Unpacked model versions that this process serves. */
  public Path models() {
    return root.resolve("models");
  }
}
