package io.plimsoll.server.git.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.NewJob;
import io.plimsoll.server.jobs.NewJobStore;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Landing;
import io.plimsoll.server.registry.LandingStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes a delivery: whose it is, whether it is genuine and new, what it says, and what follows. */
@ApplicationScoped
public class Webhooks {
  private static final String FORM_FIELD = "payload=";

  private final ConnectedRepositoryStore repositories;
  private final DeliveryStore deliveries;
  private final CommitStatusStore statuses;
  private final LandingStore landings;
  private final NewJobStore jobs;
  private final JobQueue queue;
  private final ObjectMapper json;

  public Webhooks(
      ConnectedRepositoryStore repositories,
      DeliveryStore deliveries,
      CommitStatusStore statuses,
      LandingStore landings,
      NewJobStore jobs,
      JobQueue queue,
      ObjectMapper json) {
    this.repositories = repositories;
    this.deliveries = deliveries;
    this.statuses = statuses;
    this.landings = landings;
    this.jobs = jobs;
    this.queue = queue;
    this.json = json;
  }

  /** The repository of a webhook; who calls one that is not there is answered like a stranger. */
  ConnectedRepository require(UUID id) {
    return repositories.findById(id).orElseThrow(Webhooks::notGenuine);
  }

  /** Does what a delivery asks for and says in words what that was. */
  Outcome take(
      ConnectedRepository repository,
      Signed.Headers headers,
      @Nullable String contentType,
      byte[] body) {
    Signed signed = Signed.verify(repository, headers, body).orElseThrow(Webhooks::notGenuine);
    if (deliveries.isKnown(repository, signed)) {
      return new Outcome("This delivery was taken before.", null);
    }
    Outcome outcome =
        switch (Notice.read(repository.provider(), signed.event(), parse(contentType, body))) {
          case Notice.Nothing(String words) -> new Outcome(words, null);
          case Notice.Malformed(String words) ->
              throw new ProblemException(ErrorCode.INVALID_REQUEST, words);
          case Notice.Pushed pushed -> deploy(repository, signed, pushed);
        };
    deliveries.remember(repository, signed, outcome.outcome(), outcome.jobId());
    return outcome;
  }

  private Outcome deploy(ConnectedRepository repository, Signed signed, Notice.Pushed pushed) {
    Landing landing = landings.find(repository.tenant());
    boolean isDeployed =
        pushed.branch().equals(repository.branch())
            || landing.branches().containsKey(pushed.branch());
    if (!isDeployed) {
      return new Outcome(
          "The branch %s deploys nothing; %s does.".formatted(pushed.branch(), repository.branch()),
          null);
    }
    NewJob job =
        new NewJob(
            Door.WEBHOOK,
            repository.model().text(),
            pushed.branch(),
            pushed.commit(),
            pushed.message(),
            null,
            repository.provider().text() + ":" + (pushed.by().isEmpty() ? "?" : pushed.by()),
            landing.ofDeployBranch(pushed.branch()).text(),
            NewJob.STEPS);
    // A crash between this and the next line lets the provider's next attempt find the job.
    String key = "webhook:" + repository.id() + ":" + signed.delivery();
    NewJobStore.Opened opened = jobs.createUnattended(repository.tenant(), job, key);
    statuses.watch(repository, opened.job(), pushed.commit());
    queue.offer(new JobTicket(repository.tenant().project(), opened.job(), 0));
    return new Outcome(
        "%s at %s is being deployed.".formatted(pushed.branch(), pushed.commit().substring(0, 8)),
        opened.job());
  }

  /** GitHub can be told to send a form, whose one field is the JSON. */
  private JsonNode parse(@Nullable String contentType, byte[] body) {
    try {
      boolean isForm =
          contentType != null && contentType.startsWith("application/x-www-form-urlencoded");
      if (!isForm) {
        return Optional.ofNullable(json.readTree(body)).orElseThrow(Webhooks::notJson);
      }
      String form = new String(body, StandardCharsets.UTF_8);
      if (!form.startsWith(FORM_FIELD)) {
        throw notJson();
      }
      return json.readTree(
          URLDecoder.decode(form.substring(FORM_FIELD.length()), StandardCharsets.UTF_8));
    } catch (JsonProcessingException | IllegalArgumentException notJson) {
      throw notJson();
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes in memory can be read", impossible);
    }
  }

  private static ProblemException notJson() {
    return new ProblemException(ErrorCode.INVALID_REQUEST, "The body is not the provider's JSON.");
  }

  private static ProblemException notGenuine() {
    return new ProblemException(
        ErrorCode.WRONG_CREDENTIALS,
        "There is no such webhook, or the delivery is not signed with its secret; check the secret at the provider.");
  }

  /** What became of a delivery; {@code jobId} if it made a job. */
  public record Outcome(String outcome, @Nullable JobId jobId) {}
}
