package io.plimsoll.server.upload;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.Counts;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.ArchiveFolder;
import io.plimsoll.server.registry.LandingStore;
import io.plimsoll.server.registry.LfsPointer;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.Target;
import io.plimsoll.server.registry.UnfitArchiveException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Takes archives in: to a file, from there into a folder with every check, from there into a blob,
 * and a job of it onto the queue. What is refused leaves nothing behind.
 */
@ApplicationScoped
public class Uploads {
  /** Each may fill build.maxRepositoryBytes of disk twice while it is looked through. */
  private static final int MAX_AT_ONCE = 8;

  private final NewJobStore jobs;
  private final JobQueue queue;
  private final LandingStore landings;
  private final BlobStore blobs;
  private final UploadFolders folders;
  private final long maxBytes;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  public Uploads(
      NewJobStore jobs,
      JobQueue queue,
      LandingStore landings,
      BlobStore blobs,
      Home home,
      PlimsollConfig config) {
    this.landings = landings;
    this.jobs = jobs;
    this.queue = queue;
    this.blobs = blobs;
    this.folders = new UploadFolders(home.work());
    this.maxBytes = config.build().maxRepositoryBytes();
  }

  /** Makes a job of the archive in {@code body}, or finds the one that was made of it already. */
  NewJobStore.Opened take(Tenant tenant, ModelName model, Origin origin, InputStream body) {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "%d uploads are being taken in at once; send this one again in a moment."
              .formatted(MAX_AT_ONCE));
    }
    try {
      Stored stored = store(body);
      NewJob job =
          new NewJob(
              Door.UPLOAD,
              model.text(),
              origin.branch(),
              origin.commit(),
              origin.message().orElseGet(() -> "Upload of " + stored.text()),
              stored.source(),
              origin.by(),
              target(tenant, origin).text(),
              NewJob.STEPS);
      NewJobStore.Opened opened = jobs.createUnattended(tenant, job, origin.idempotencyKey());
      if (opened.isNew()) {
        // One that has to wait for its turn is sent on its way when the job before it ends.
        queue.offer(new JobTicket(tenant.project(), opened.job(), 0));
      }
      return opened;
    } finally {
      places.release();
    }
  }

  /** Files without a preview's name go where a push of their branch would, were it deployed. */
  private Target target(Tenant tenant, Origin origin) {
    return origin
        .preview()
        .<Target>map(Target.Preview::new)
        .orElseGet(() -> landings.find(tenant).ofDeployBranch(origin.branch()));
  }

  private Stored store(InputStream body) {
    try (UploadFolders.Folder folder = folders.open()) {
      receive(body, folder.archive());
      ArchiveFolder files = new ArchiveFolder(folder.files(), maxBytes);
      new SentArchive(folder.archive()).unpack(files);
      requireNoPointer(folder.files());
      Digest source = blobs.put(out -> ModelArchive.pack(folder.files(), out));
      return new Stored(source, files.content());
    } catch (UnfitArchiveException unfit) {
      String message = String.valueOf(unfit.getMessage());
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".");
    } catch (IOException failure) {
      throw new UncheckedIOException("an upload could not be kept", failure);
    }
  }

  /** A check-out without git lfs looks complete to whoever packs it. */
  private static void requireNoPointer(Path files) throws IOException {
    Optional<Path> pointer = LfsPointer.findBelow(files);
    if (pointer.isPresent()) {
      throw new UnfitArchiveException(
          "%s is a pointer of Git LFS, not the file; run \"git lfs pull\" before you pack the folder"
              .formatted(pointer.get()));
    }
  }

  private void receive(InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      int read = read(body, buffer);
      while (read >= 0) {
        bytes += read;
        if (bytes > maxBytes) {
          throw new ProblemException(
              ErrorCode.TOO_LARGE,
              "The archive is larger than %,d bytes; leave out what the model does not need, or raise build.maxRepositoryBytes."
                  .formatted(maxBytes));
        }
        out.write(buffer, 0, read);
        read = read(body, buffer);
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

  /** Where an upload comes from, as far as its sender says. */
  record Origin(
      String by,
      @Nullable String branch,
      @Nullable String commit,
      Optional<String> message,
      Optional<PreviewName> preview,
      @Nullable String idempotencyKey) {}

  private record Stored(Digest source, ModelArchive.Unpacked content) {
    String text() {
      return Counts.text(content.files(), "file");
    }
  }
}
