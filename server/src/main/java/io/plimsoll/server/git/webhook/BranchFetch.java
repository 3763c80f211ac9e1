package io.plimsoll.server.git.webhook;

import io.plimsoll.server.git.CommitArchive;
import io.plimsoll.server.git.IsolatedGit;
import io.plimsoll.server.git.RefusedPushException;
import io.plimsoll.server.jobs.Assignment;
import io.plimsoll.server.jobs.JobRun;
import io.plimsoll.server.jobs.RemoteSource;
import io.plimsoll.server.jobs.StepFailedException;
import io.plimsoll.server.platform.blobs.BlobStore;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.outbound.OutboundGuard;
import io.plimsoll.server.platform.outbound.RefusedAddressException;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * Brings the files of a connected repository: the newest commit of the branch and nothing before
 * it. A job whose commit is not the newest any more ends here, because the push that came after has
 * a job of its own; so an old delivery, sent again by whomever, deploys nothing old.
 */
@ApplicationScoped
public class BranchFetch implements RemoteSource {
  private static final Pattern AWAY =
      Pattern.compile(
          "(?i)could not resolve|connection (refused|timed out|reset)|failed to connect|timed out|returned error: (429|5\\d\\d)|early eof|hung up|gnutls|took longer than");
  private static final Pattern DENIED =
      Pattern.compile(
          "(?i)authentication failed|could not read username|returned error: (401|403|404)|not found|terminal prompts disabled");

  private final ConnectedRepositoryStore repositories;
  private final OutboundGuard guard;
  private final BlobStore blobs;
  private final long maxBytes;

  public BranchFetch(
      ConnectedRepositoryStore repositories,
      OutboundGuard guard,
      BlobStore blobs,
      Home home,
      PlimsollConfig config) {
    IsolatedGit.install();
    measureClock(home.work());
    this.repositories = repositories;
    this.guard = guard;
    this.blobs = blobs;
    this.maxBytes = config.build().maxRepositoryBytes();
  }

  /**
   * JGit tries the clock of each file system once, with files of its own beside the first
   * repository that it meets there. It is shown a folder that stays, because a fetched one is soon
   * removed.
   */
  private static void measureClock(Path folder) {
    try {
      FS.getFileStoreAttributes(Files.createDirectories(folder));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make " + folder, failure);
    }
  }

  @Override
  public Digest fetch(JobRun run, Path folder) throws Exception {
    Assignment job = run.assignment();
    ConnectedRepository repository =
        repositories
            .find(job.tenant(), new ModelName(job.model()))
            .orElseThrow(
                () ->
                    new StepFailedException(
                        "The repository of %s is not connected any more.".formatted(job.model())));
    run.log("fetching %s of %s".formatted(job.branch(), repository.url()));
    GitCommand git = command(repository, folder);
    String ref = "refs/heads/" + Objects.requireNonNull(job.branch(), "a webhook names a branch");
    requireDone(
        run.interruptibly(() -> git.run("", "init", "--quiet", "--bare", "--template=", ".")),
        repository);
    requireDone(
        run.interruptibly(
            () ->
                git.run(
                    repository.url().uri().getScheme(),
                    "fetch",
                    "--quiet",
                    "--depth=1",
                    "--no-tags",
                    "--no-recurse-submodules",
                    "--",
                    repository.url().cloneUrl(),
                    "+" + ref + ":" + ref)),
        repository);
    return archive(job, folder, ref);
  }

  private GitCommand command(ConnectedRepository repository, Path folder)
      throws StepFailedException {
    RepositoryUrl url = repository.url();
    GitCommand git = new GitCommand(folder, maxBytes);
    git.set("http.curloptResolve", pin(url));
    repository
        .token()
        .ifPresent(
            token -> {
              String pair = repository.provider().tokenUser() + ":" + token;
              String basic =
                  Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
              git.set("http.extraHeader", "Authorization: Basic " + basic);
            });
    return git;
  }

  /** The addresses that the name had when they were judged, as curl takes them. */
  private String pin(RepositoryUrl url) throws StepFailedException {
    try {
      List<InetAddress> addresses = guard.resolve(url.host());
      return "%s:%d:%s"
          .formatted(
              url.host(),
              url.port(),
              addresses.stream().map(BranchFetch::text).collect(Collectors.joining(",")));
    } catch (RefusedAddressException refused) {
      throw new StepFailedException(String.valueOf(refused.getMessage()));
    } catch (UnknownHostException unknown) {
      throw StepFailedException.passing("The name %s cannot be resolved.".formatted(url.host()));
    }
  }

  private static String text(InetAddress address) {
    String plain = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + plain + "]" : plain;
  }

  private static void requireDone(GitCommand.Outcome outcome, ConnectedRepository repository)
      throws StepFailedException {
    if (outcome.exit() == 0) {
      return;
    }
    String said = outcome.text();
    if (DENIED.matcher(said).find()) {
      throw new StepFailedException(
          "%s does not exist, or does not let us in; check the address, the branch and the access token.\n%s"
              .formatted(repository.url(), said));
    }
    if (AWAY.matcher(said).find()) {
      throw StepFailedException.passing(
          "%s could not be reached: %s".formatted(repository.url(), said));
    }
    throw new StepFailedException(
        "git could not fetch %s (exit code %d; a repository larger than build.maxRepositoryBytes ends like this): %s"
            .formatted(repository.url(), outcome.exit(), said));
  }

  private Digest archive(Assignment job, Path folder, String ref)
      throws IOException, StepFailedException {
    try (Repository repository =
            new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        RevWalk walk = new RevWalk(repository)) {
      Ref fetched = repository.exactRef(ref);
      if (fetched == null) {
        throw new StepFailedException("git brought no branch %s.".formatted(job.branch()));
      }
      ObjectId head = fetched.getObjectId();
      RevCommit commit = walk.parseCommit(head);
      if (!commit.name().equals(job.commit())) {
        throw new StepFailedException(
            "%s has moved on to %s since; the push that moved it has a job of its own."
                .formatted(job.branch(), commit.abbreviate(8).name()));
      }
      return new CommitArchive(blobs, maxBytes).store(repository, commit);
    } catch (RefusedPushException refused) {
      throw new StepFailedException(String.valueOf(refused.getMessage()));
    }
  }
}
