package io.plimsoll.server.serving;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.Model;
import io.plimsoll.inference.ModelManifest;
import io.plimsoll.inference.python.EnvironmentException;
import io.plimsoll.inference.python.InvalidRequirementsException;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.files.FileTree;
import io.plimsoll.server.registry.LoggedFields;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.ServedVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;

/** Turns a stored version into a model that answers: files, environment, engine. Blocks. */
@Singleton
public class VersionLoader {
  private static final Logger LOG = Logger.getLogger(VersionLoader.class);
  private static final long MAX_BYTES = 16L << 30;

  private final BlobStore blobs;
  private final Path models;
  private final InferenceEngine engine;
  private final KeyedHash hash;

  public VersionLoader(BlobStore blobs, Home home, InferenceEngine engine, KeyedHash hash) {
    this.blobs = blobs;
    this.models = home.models();
    this.engine = engine;
    this.hash = hash;
  }

  /** Why a version cannot be loaded; the message is shown to its owner. */
  static final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    LoadException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  LoadedVersion load(ServedVersion version) throws LoadException, InterruptedException {
    try {
      if (version.compiled().isPresent()) {
        Path graph = graph(version.compiled().get());
        ModelManifest manifest = ModelManifest.fromJson(version.manifest());
        return new LoadedVersion(
            version, engine.openCompiled(graph, manifest), loggedFields(version, manifest));
      }
      Path directory = files(version);
      ModelManifest manifest = withEnvironment(version);
      Model model =
          engine.open(
              directory,
              manifest,
              line -> LOG.infof("%s v%d: %s", version.model(), version.number(), line));
      return new LoadedVersion(version, model, loggedFields(version, manifest));
    } catch (IOException
        | InvalidRequirementsException
        | EnvironmentException
        | InferenceException
        | IllegalArgumentException failure) {
      throw new LoadException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /**
   * Makes a Python environment that is not there any more, of the versions that it had: after a
   * backup was brought back, say, or where the machine has another Python by now.
   */
  private ModelManifest withEnvironment(ServedVersion version)
      throws InvalidRequirementsException, EnvironmentException, InterruptedException {
    ModelManifest manifest = ModelManifest.fromJson(version.manifest());
    PythonEnvironments environments = engine.environments();
    boolean isThere = manifest.environmentDigest().flatMap(environments::find).isPresent();
    if (isThere || version.requirements().isEmpty()) {
      return manifest;
    }
    PythonEnvironment restored =
        environments.restore(
            Requirements.parse(version.requirements().get()),
            version.lock(),
            version.python(),
            line -> LOG.debugf("%s v%d: %s", version.model(), version.number(), line));
    return manifest.withEnvironment(restored.digest());
  }

  private LoggedFields loggedFields(ServedVersion version, ModelManifest manifest) {
    return LoggedFields.of(
        manifest.log(), manifest.features(), hash, version.project(), version.model());
  }

  /** The graph of a compiled version, copied from the blobs once. */
  private Path graph(Digest digest) throws IOException {
    Path file = models.resolve(digest.hex() + ".onnx");
    if (Files.isRegularFile(file)) {
      return file;
    }
    Files.createDirectories(models);
    Path partial = Files.createTempFile(models, "partial-", ".onnx");
    try (InputStream blob = blobs.open(digest)) {
      Files.copy(blob, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    return file;
  }

  /** The version's files, unpacked once: named by their content, they never change. */
  private Path files(ServedVersion version) throws IOException {
    Path directory = models.resolve(version.files().hex());
    if (Files.isDirectory(directory)) {
      return directory;
    }
    Files.createDirectories(models);
    Path partial = Files.createTempDirectory(models, "partial-");
    try (InputStream archive = blobs.open(version.files())) {
      ModelArchive.unpack(archive, partial, MAX_BYTES);
      Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      FileTree.delete(partial);
      // Another thread may have been faster with the very same files.
      if (!Files.isDirectory(directory)) {
        throw failure;
      }
    }
    return directory;
  }
}
