package io.plimsoll.server.baseline;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.files.FileTree;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.BaselineSource;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.LoggedFields;
import io.plimsoll.server.registry.NewBaseline;
import io.plimsoll.server.registry.data.DataFile;
import io.plimsoll.server.registry.data.UnfitDataException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes baselines of files that are sent: to disk first, since Parquet is read from its end, and
 * from there row by row. Nothing of the file is left but profiles and a sample.
 */
@ApplicationScoped
public class BaselineUploads {
  /** Reading takes a processor for some seconds; serving and the others need the rest. */
  private static final int MOST_AT_ONCE = 2;

  private static final long LARGEST = 512L << 20;

  /** What a process that dies leaves behind is swept with the leavings of other uploads. */
  private static final String PREFIX = "upload-baseline-";

  private final BaselineStore baselines;
  private final KeyedHash hash;
  private final Path work;
  private final long maxBytes;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  @Inject
  public BaselineUploads(
      BaselineStore baselines, KeyedHash hash, Home home, PlimsollConfig config) {
    this(baselines, hash, home.work(), Math.min(LARGEST, config.build().maxRepositoryBytes()));
  }

  BaselineUploads(BaselineStore baselines, KeyedHash hash, Path work, long maxBytes) {
    this.baselines = baselines;
    this.hash = hash;
    this.work = work;
    this.maxBytes = maxBytes;
  }

  /** Profiles the rows in {@code body}, which is CSV or Parquet. */
  NewBaseline read(Subject subject, String name, InputStream body, String by, String reason) {
    requireFeatures(subject);
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "%d files are being read at once; send this one again in a moment."
              .formatted(MOST_AT_ONCE));
    }
    try {
      Files.createDirectories(work);
      Path folder = Files.createTempDirectory(work, PREFIX);
      try {
        Path file = folder.resolve("rows");
        receive(body, file);
        RowProfiles profiles = profile(subject, file, name);
        return new NewBaseline(
            BaselineSource.FILE,
            name,
            null,
            null,
            profiles.rows(),
            profiles.columns(),
            profiles.sample(),
            by,
            reason);
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("a baseline file could not be kept", failure);
    } finally {
      places.release();
    }
  }

  private static void requireFeatures(Subject subject) {
    if (subject.features().isEmpty()) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "The names of this version's features are not known, so no column of a file can be told"
              + " to be one. Make a baseline of predictions or of traffic, or push the model with"
              + " \"features\" in plimsoll.yaml.");
    }
  }

  private RowProfiles profile(Subject subject, Path path, String name) throws IOException {
    List<Feature> outputs =
        OutputColumns.of(subject, baselines.find(subject.tenant(), subject.id()));
    Set<String> answers = outputs.stream().map(Feature::name).collect(Collectors.toSet());
    LoggedFields fields =
        LoggedFields.of(
            subject.manifest().log(),
            subject.features(),
            hash,
            subject.tenant().project(),
            subject.model());
    RowProfiles profiles = new RowProfiles();
    try {
      DataFile.open(path, name, subject.features(), outputs)
          .read(
              () -> true,
              row -> {
                Map<String, @Nullable Object> features = new LinkedHashMap<>(row);
                Map<String, @Nullable Object> answered = new LinkedHashMap<>(row);
                features.keySet().removeAll(answers);
                answered.keySet().retainAll(answers);
                profiles.add(fields.features(features), fields.outputs(answered));
              });
    } catch (UnfitDataException unfit) {
      throw new ProblemException(ErrorCode.INVALID_REQUEST, String.valueOf(unfit.getMessage()));
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException("no other is thrown here", impossible);
    }
    if (profiles.columns().isEmpty()) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          profiles.rows() == 0
              ? name + " has columns but no rows; a baseline needs rows."
              : "Nothing of " + name + " may be kept: plimsoll.yaml masks all of its columns.");
    }
    return profiles;
  }

  private void receive(InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
        bytes += read;
        if (bytes > maxBytes) {
          throw new ProblemException(
              ErrorCode.TOO_LARGE,
              "The file is larger than %,d bytes. Send fewer rows, some 100,000 drawn at random say as much of a distribution, or send Parquet, which is smaller."
                  .formatted(maxBytes));
        }
        out.write(buffer, 0, read);
      }
      if (bytes == 0) {
        throw new ProblemException(
            ErrorCode.INVALID_REQUEST,
            "The body is empty; send the rows as CSV with a header, or as Parquet.");
      }
    }
  }

  /** A sender who hangs up is no failure of the server. */
  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException gone) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST, "The body broke off before its end; send it again.");
    }
  }
}
