package io.plimsoll.server.git;

import io.plimsoll.server.identity.KeyScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Git's smart HTTP protocol (gitprotocol-http), without HTTP: two services, each advertised with a
 * GET and spoken with a POST. A repository comes to be when a push to it is prepared.
 */
@ApplicationScoped
public class SmartHttp {
  private static final Logger LOG = Logger.getLogger(SmartHttp.class);
  private static final String RECEIVE = "git-receive-pack";
  private static final String UPLOAD = "git-upload-pack";
  private static final Set<KeyScope> TO_PUSH = Set.of(KeyScope.DEPLOY);
  private static final Set<KeyScope> TO_FETCH = Set.of(KeyScope.DEPLOY, KeyScope.READ);
  private static final int MAX_COMMAND_BYTES = 1 << 20;

  private final GitAccess access;
  private final GitRepositories repositories;
  private final GitDeployments deployments;
  private final BranchTurns turns = new BranchTurns();
  private final PackGuard.Limits limits = PackGuard.Limits.ofThisMachine();

  public SmartHttp(GitAccess access, GitRepositories repositories, GitDeployments deployments) {
    this.access = access;
    this.repositories = repositories;
    this.deployments = deployments;
  }

  /** Answers {@code GET info/refs?service=...}. */
  GitAnswer advertise(GitCall call, @Nullable String service) {
    if (!RECEIVE.equals(service) && !UPLOAD.equals(service)) {
      return GitAnswer.refused(
          403, "Only the smart HTTP protocol is spoken here; use git 1.6.6 or newer.");
    }
    boolean isPush = RECEIVE.equals(service);
    return switch (access.enter(call, isPush ? TO_PUSH : TO_FETCH)) {
      case GitAccess.Entry.Refused refused -> refused.answer();
      case GitAccess.Entry.Admitted(Push push) ->
          isPush ? advertiseReceive(push) : advertiseUpload(push);
    };
  }

  /**
   * Answers {@code POST git-receive-pack}: a push.
   *
   * @param isClosed whether the client's connection is known to be closed
   */
  GitAnswer receive(GitCall call, InputStream body, BooleanSupplier isClosed) {
    return switch (access.enter(call, TO_PUSH)) {
      case GitAccess.Entry.Refused refused -> refused.answer();
      case GitAccess.Entry.Admitted(Push push) ->
          GitAnswer.streamed(
              "application/x-git-receive-pack-result",
              out -> {
                ClientStream client = new ClientStream(out, isClosed);
                try (Repository repository = repositories.require(push.tenant(), push.model());
                    ObjectReader stored = repository.newObjectReader();
                    InputStream pack = new GuardedPack(decoded(call, body), stored, limits)) {
                  receivePack(repository, push, client).receive(pack, client, null);
                } catch (UnpackException | PackProtocolException | RefusedPackException told) {
                  // The client has been told in its own protocol, and reads it when it has sent
                  // all.
                  LOG.infof("a push to %s was broken off: %s", push.model(), reason(told));
                  body.transferTo(OutputStream.nullOutputStream());
                } finally {
                  turns.leave(client);
                }
              });
    };
  }

  private static String reason(IOException told) {
    return String.valueOf((told.getCause() == null ? told : told.getCause()).getMessage());
  }

  /** Answers {@code POST git-upload-pack}: a fetch or a clone. */
  GitAnswer upload(GitCall call, InputStream body) {
    return switch (access.enter(call, TO_FETCH)) {
      case GitAccess.Entry.Refused refused -> refused.answer();
      case GitAccess.Entry.Admitted(Push push) ->
          repositories.exists(push.tenant(), push.model())
              ? upload(call, push, body)
              : unknown(push);
    };
  }

  private GitAnswer upload(GitCall call, Push push, InputStream body) {
    return GitAnswer.streamed(
        "application/x-git-upload-pack-result",
        out -> {
          try (Repository repository = repositories.require(push.tenant(), push.model())) {
            uploadPack(repository).upload(decoded(call, body), out, null);
          }
        });
  }

  private GitAnswer advertiseReceive(Push push) {
    return GitAnswer.streamed(
        "application/x-git-receive-pack-advertisement",
        out -> {
          PacketLineOut lines = announce(new PacketLineOut(out), RECEIVE);
          try (Repository repository = repositories.require(push.tenant(), push.model())) {
            receivePack(repository, push, new ClientStream(out, () -> false))
                .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
          }
          lines.flush();
        });
  }

  private GitAnswer advertiseUpload(Push push) {
    if (!repositories.exists(push.tenant(), push.model())) {
      return unknown(push);
    }
    return GitAnswer.streamed(
        "application/x-git-upload-pack-advertisement",
        out -> {
          PacketLineOut lines = announce(new PacketLineOut(out), UPLOAD);
          try (Repository repository = repositories.require(push.tenant(), push.model())) {
            uploadPack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
          }
          lines.flush();
        });
  }

  private static PacketLineOut announce(PacketLineOut lines, String service) throws IOException {
    lines.writeString("# service=" + service + "\n");
    lines.end();
    return lines;
  }

  private static GitAnswer unknown(Push push) {
    return GitAnswer.refused(
        404, "There is no repository %s yet; the first push makes it.".formatted(push.model()));
  }

  private ReceivePack receivePack(Repository repository, Push push, ClientStream client) {
    ReceivePack pack = new ReceivePack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setCheckReceivedObjects(true);
    pack.setAllowNonFastForwards(true);
    pack.setMaxCommandBytes(MAX_COMMAND_BYTES);
    pack.setMaxPackSizeLimit(deployments.maxBytes());
    pack.setMaxObjectSizeLimit(deployments.maxBytes());
    pack.setPreReceiveHook(new DeployHook(deployments, turns, push, client));
    return pack;
  }

  private static UploadPack uploadPack(Repository repository) {
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    return pack;
  }

  private static InputStream decoded(GitCall call, InputStream body) throws IOException {
    String encoding = call.contentEncoding();
    boolean isZipped = "gzip".equals(encoding) || "x-gzip".equals(encoding);
    return isZipped ? new GZIPInputStream(body) : body;
  }
}
