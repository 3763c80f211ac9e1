package io.plimsoll.server.git;

import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.registry.LfsPointer;
import io.plimsoll.server.registry.ModelArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A commit's files as a blob. What would not survive the way into a sandbox, or is not the file
 * itself, is refused here already, before a job is made of it.
 */
public final class CommitArchive {
  private final BlobStore blobs;
  private final long maxBytes;

  public CommitArchive(BlobStore blobs, long maxBytes) {
    this.blobs = blobs;
    this.maxBytes = maxBytes;
  }

  /** Stores the files of {@code commit} and returns the blob that holds them. */
  public Digest store(Repository repository, RevCommit commit)
      throws IOException, RefusedPushException {
    try (ObjectReader reader = repository.newObjectReader()) {
      List<Entry> entries = entries(reader, commit);
      return blobs.put(out -> write(reader, entries, out));
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private List<Entry> entries(ObjectReader reader, RevCommit commit)
      throws IOException, RefusedPushException {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.addTree(commit.getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        Entry entry = entry(reader, walk);
        entries.add(entry);
        bytes += entry.size();
        if (bytes > maxBytes) {
          throw new RefusedPushException(
              "The files of this commit are larger than %,d bytes in all; leave out what the model does not need, or raise build.maxRepositoryBytes."
                  .formatted(maxBytes));
        }
        if (entries.size() > ModelArchive.MAX_FILES) {
          throw new RefusedPushException(
              "This commit has more than %,d files; leave out what the model does not need."
                  .formatted(ModelArchive.MAX_FILES));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new RefusedPushException("This commit has no files; add a model and commit again.");
    }
    return entries;
  }

  private static Entry entry(ObjectReader reader, TreeWalk walk)
      throws IOException, RefusedPushException {
    String path = walk.getPathString();
    FileMode mode = walk.getFileMode(0);
    if (mode.equals(FileMode.SYMLINK)) {
      throw new RefusedPushException(
          path + " is a symbolic link; commit the file itself in its place.");
    }
    if (mode.equals(FileMode.GITLINK)) {
      throw new RefusedPushException(
          path + " is a submodule, which a push does not bring along; commit its files.");
    }
    ObjectId blob = walk.getObjectId(0);
    long size = reader.getObjectSize(blob, Constants.OBJ_BLOB);
    if (size <= LfsPointer.MAX_SIZE && LfsPointer.isOne(reader.open(blob).getCachedBytes())) {
      throw new RefusedPushException(
          "%s is a pointer of Git LFS, not the file. Commit the file itself: git lfs untrack \"%s\" && git add --renormalize . && git commit --amend"
              .formatted(path, path));
    }
    return new Entry(path, blob, size);
  }

  private static void write(ObjectReader reader, List<Entry> entries, OutputStream out)
      throws IOException {
    try (ModelArchive.Writer archive = new ModelArchive.Writer(out)) {
      for (Entry entry : entries) {
        ObjectLoader loader = reader.open(entry.blob(), Constants.OBJ_BLOB);
        archive.add(entry.path(), entry.size(), loader::copyTo);
      }
    }
  }

  private record Entry(String path, ObjectId blob, long size) {}
}
