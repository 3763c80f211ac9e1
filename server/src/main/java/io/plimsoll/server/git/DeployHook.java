package io.plimsoll.server.git;

import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.JobGlance;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.PreviewName;
import io.plimsoll.server.registry.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a push before any ref moves. A push to the deploy branch waits for its job and moves
 * the branch only if the job succeeds; it may rewrite the branch, because versions are kept
 * whatever becomes of it, but not delete it. Another branch is stored whatever its job comes to,
 * and gets a preview if it succeeds, or lands in the environment that the project has named for it.
 * Tags are stored.
 */
final class DeployHook implements PreReceiveHook {
  private static final Logger LOG = Logger.getLogger(DeployHook.class);
  private static final Set<String> DEPLOYABLE = Set.of("refs/heads/main", "refs/heads/master");

  private final GitDeployments deployments;
  private final BranchTurns turns;
  private final Push push;
  private final ClientStream client;

  DeployHook(GitDeployments deployments, BranchTurns turns, Push push, ClientStream client) {
    this.deployments = deployments;
    this.turns = turns;
    this.push = push;
    this.client = client;
  }

  @Override
  public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
    PushTerminal terminal = new PushTerminal(pack, client);
    try {
      String deployBranch = deployBranch(pack.getRepository(), commands);
      for (ReceiveCommand command : commands) {
        decide(pack, terminal, command, deployBranch);
      }
    } catch (IOException | RuntimeException failure) {
      // The boundary of a push: whatever went wrong, the client learns that nothing was changed.
      LOG.errorf(failure, "a push to %s failed", push.model());
      commands.forEach(
          command -> reject(command, "the server failed; its log says why, push again later"));
    }
  }

  /** The branch that HEAD names once it exists; before, main or master, whichever comes first. */
  private static @Nullable String deployBranch(
      Repository repository, Collection<ReceiveCommand> commands) throws IOException {
    String head = repository.getFullBranch();
    if (head != null && repository.exactRef(head) != null) {
      return head;
    }
    return commands.stream()
        .map(ReceiveCommand::getRefName)
        .filter(DEPLOYABLE::contains)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  private void decide(
      ReceivePack pack, PushTerminal terminal, ReceiveCommand command, @Nullable String branch)
      throws IOException {
    String ref = command.getRefName();
    if (ref.equals(branch)) {
      deployOrReject(pack, terminal, command);
    } else if (ref.startsWith(Constants.R_HEADS)) {
      beside(pack, terminal, command, branch == null ? "main" : Repository.shortenRefName(branch));
    } else if (!ref.startsWith(Constants.R_TAGS)) {
      reject(command, "only branches and tags are kept here");
    }
  }

  private void beside(
      ReceivePack pack, PushTerminal terminal, ReceiveCommand command, String deployBranch)
      throws IOException {
    String branch = Repository.shortenRefName(command.getRefName());
    PreviewName name = PreviewName.of(branch);
    if (command.getType() == ReceiveCommand.Type.DELETE) {
      if (deployments.forget(push, name)) {
        terminal.line("The preview of %s is removed.".formatted(branch));
      }
      return;
    }
    Target target = deployments.landing(push).ofBranch(branch);
    String stays =
        switch (target) {
          case Target.In(Environment environment) -> {
            terminal.line("The branch %s lands in %s.".formatted(branch, environment));
            yield environment + " is as it was.";
          }
          case Target.Preview preview -> {
            terminal.line(
                "The branch %s gets a preview; push to %s to deploy."
                    .formatted(branch, deployBranch));
            yield "its preview is as it was.";
          }
        };
    try {
      deploy(pack, terminal, command, branch, target);
    } catch (RefusedPushException refusal) {
      show(terminal, "");
      String.valueOf(refusal.getMessage()).lines().forEach(line -> show(terminal, line));
      show(terminal, "The branch is stored; " + stays);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      reject(command, "the server is stopping; push again in a moment");
    }
  }

  private void deployOrReject(ReceivePack pack, PushTerminal terminal, ReceiveCommand command)
      throws IOException {
    String branch = Repository.shortenRefName(command.getRefName());
    if (command.getType() == ReceiveCommand.Type.DELETE) {
      reject(command, "%s is the branch that is deployed and cannot be deleted".formatted(branch));
      return;
    }
    try {
      Target target = deployments.landing(push).ofDeployBranch(branch);
      deploy(pack, terminal, command, branch, target);
      linkHead(pack.getRepository(), command.getRefName());
    } catch (RefusedPushException refusal) {
      terminal.line("");
      String.valueOf(refusal.getMessage()).lines().forEach(line -> show(terminal, line));
      terminal.line("Nothing was changed.");
      reject(command, "not deployed");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      reject(command, "the server is stopping; push again in a moment");
    }
  }

  private static void show(PushTerminal terminal, String line) {
    try {
      terminal.line(line);
    } catch (IOException gone) {
      LOG.debugf("the client left before it was told: %s", line);
    }
  }

  private void deploy(
      ReceivePack pack, PushTerminal terminal, ReceiveCommand command, String branch, Target target)
      throws IOException, InterruptedException, RefusedPushException {
    long begin = System.nanoTime();
    Repository repository = pack.getRepository();
    RevCommit commit = commit(pack, command);
    Digest source = deployments.archive().store(repository, commit);
    JobId job =
        deployments.create(
            push,
            new NewJob(
                Door.GIT,
                push.model().text(),
                branch,
                commit.name(),
                commit.getShortMessage(),
                source,
                push.by(),
                target.text(),
                NewJob.STEPS));
    terminal.line(
        "Deploying %s from %s at %s: %s"
            .formatted(
                push.model(), branch, commit.abbreviate(8).name(), commit.getShortMessage()));
    terminal.line("Job " + deployments.link(push, job));
    JobGlance end =
        deployments.follower(push, job, terminal, new Turn(repository, command, job)).follow();
    conclude(terminal, end, target, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static RevCommit commit(ReceivePack pack, ReceiveCommand command)
      throws IOException, RefusedPushException {
    RevObject object = pack.getRevWalk().parseAny(command.getNewId());
    if (object instanceof RevCommit commit) {
      pack.getRevWalk().parseBody(commit);
      return commit;
    }
    throw new RefusedPushException(
        "What was pushed is not a commit; a branch that is deployed points at one.");
  }

  /** The turn of a push that waited in line: the one before it has moved the branch, or has not. */
  private final class Turn implements JobFollower.TurnCheck {
    private final Repository repository;
    private final ReceiveCommand command;
    private final JobId job;
    private final String branch;
    private @Nullable Long asked;

    Turn(Repository repository, ReceiveCommand command, JobId job) {
      this.repository = repository;
      this.command = command;
      this.job = job;
      this.branch = repository.getDirectory() + ":" + command.getRefName();
    }

    @Override
    public boolean isOurs() throws IOException, RefusedPushException {
      long at = System.nanoTime();
      if (asked == null) {
        asked = at;
      }
      if (!turns.take(branch, client)) {
        if (at - asked < BranchTurns.PATIENCE.toNanos()) {
          return false;
        }
        turns.takeOver(branch, client);
      }
      Ref now = repository.exactRef(command.getRefName());
      ObjectId id = now == null ? ObjectId.zeroId() : now.getObjectId();
      if (!command.getOldId().equals(id)) {
        deployments.withdraw(push, job, "Another push moved the branch first.");
        throw new RefusedPushException(
            "Another push moved the branch while this one waited; git pull, then push again.");
      }
      return true;
    }
  }

  private void conclude(PushTerminal terminal, JobGlance end, Target target, Duration took)
      throws IOException, RefusedPushException {
    if (end.state() != JobState.SUCCEEDED) {
      String error = end.error() == null ? "The job ended without a reason." : end.error();
      // The whole of it is in the log above; a traceback need not be read twice.
      throw new RefusedPushException(error.lines().findFirst().orElse(error));
    }
    terminal.line("");
    String state =
        switch (target) {
          case Target.In(Environment environment) ->
              environment == Environment.PRODUCTION ? "live" : "in " + environment;
          case Target.Preview preview -> "ready to be looked at";
        };
    terminal.line(
        "Version %s of %s is %s after %.1f s."
            .formatted(end.version(), push.model(), state, took.toMillis() / 1_000.0));
    terminal.line(deployments.endpoint(push, target));
  }

  /** From the first deployment on, HEAD names the branch that is deployed. */
  private static void linkHead(Repository repository, String branch) throws IOException {
    if (!branch.equals(repository.getFullBranch())) {
      RefUpdate head = repository.updateRef(Constants.HEAD);
      head.disableRefLog();
      head.link(branch);
    }
  }

  private static void reject(ReceiveCommand command, String reason) {
    if (command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED) {
      command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason);
    }
  }
}
