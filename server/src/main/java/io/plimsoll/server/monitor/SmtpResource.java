package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.monitor.mail.Delivery;
import io.plimsoll.server.monitor.mail.Mail;
import io.plimsoll.server.monitor.mail.MailServers;
import io.plimsoll.server.monitor.mail.SmtpClient;
import io.plimsoll.server.monitor.mail.SmtpServer;
import io.plimsoll.server.monitor.mail.SmtpSettingsStore;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.time.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The mail server of an organisation; its password goes in and never comes out. */
@Path("/api/v1/organisations/{organisation}/smtp")
@Tag(name = "organisation")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SmtpResource {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
  private static final int MAX_PORT = 65_535;

  private final Access access;
  private final SmtpSettingsStore settings;
  private final MailServers servers;
  private final SmtpClient client;
  private final OutboxStore outbox;
  private final InstantSource clock;

  public SmtpResource(
      Access access,
      SmtpSettingsStore settings,
      MailServers servers,
      SmtpClient client,
      OutboxStore outbox,
      InstantSource clock) {
    this.access = access;
    this.settings = settings;
    this.servers = servers;
    this.client = client;
    this.outbox = outbox;
    this.clock = clock;
  }

  @GET
  public SmtpSettings show(
      @PathParam("organisation") String organisation, @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    return settings.find(id).map(SmtpSettings::of).orElse(SmtpSettings.NONE);
  }

  /** Saves the settings. A password that is not sent stays, as long as host and user do. */
  @PUT
  public SmtpSettings save(
      @PathParam("organisation") String organisation,
      SmtpRequest request,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    SmtpServer server = server(request, settings.find(id));
    Instant now = clock.instant();
    settings.save(id, server, now);
    outbox.wake(id, now);
    return SmtpSettings.of(server);
  }

  @DELETE
  @APIResponse(responseCode = "204")
  public Response delete(
      @PathParam("organisation") String organisation, @Context SecurityContext security) {
    settings.delete(access.organisation(security, organisation, Permission.ADMINISTER));
    return Response.noContent().build();
  }

  @POST
  @Path("/test")
  public TestResult test(
      @PathParam("organisation") String organisation,
      TestRequest request,
      @Context SecurityContext security) {
    OrganisationId id = access.organisation(security, organisation, Permission.ADMINISTER);
    String to = EmailAddress.require("to", request.to());
    SmtpServer server =
        servers
            .find(id)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ErrorCode.CONFLICT, "No mail server is configured; save one first."));
    Delivery delivery = client.send(server, testMail(organisation, to));
    if (delivery instanceof Delivery.Accepted accepted) {
      return new TestResult(true, accepted.detail());
    }
    throw new ProblemException(ErrorCode.SMTP_FAILED, delivery.detail());
  }

  private Mail testMail(String organisation, String to) {
    UUID id = Ids.timeOrdered(clock.instant());
    return new Mail(
        id,
        id,
        to,
        "[Plimsoll] Test mail",
        "This is a test mail of the organisation %s.\n\nAlerts will arrive the same way."
            .formatted(organisation));
  }

  private static SmtpServer server(SmtpRequest request, Optional<SmtpServer> before) {
    String host = request.host() == null ? "" : request.host().strip();
    if (!HOST.matcher(host).matches()) {
      throw ProblemException.invalid(
          "host", "\"%s\" is not a host name or address.".formatted(host));
    }
    Integer port = request.port();
    if (port == null || port < 1 || port > MAX_PORT) {
      throw ProblemException.invalid("port", port + " is outside 1 to 65535.");
    }
    SmtpServer.Security security = request.security();
    if (security == null) {
      throw ProblemException.invalid("security", "is missing; send none, starttls or tls.");
    }
    Optional<String> username =
        Optional.ofNullable(request.username()).map(String::strip).filter(name -> !name.isEmpty());
    String from = EmailAddress.require("from", request.from());
    return new SmtpServer(
        host, port, security, username, password(request, host, username, before), from);
  }

  /**
   * The password that was sent; else the stored one, but never for another host or user: a form
   * that changes the host must not hand the old secret to it.
   */
  private static String password(
      SmtpRequest request, String host, Optional<String> username, Optional<SmtpServer> before) {
    if (request.password() != null || username.isEmpty()) {
      return username.isEmpty() || request.password() == null ? "" : request.password();
    }
    return before
        .filter(stored -> stored.host().equals(host) && stored.username().equals(username))
        .map(SmtpServer::password)
        .orElse("");
  }

  /** Settings to be saved. */
  @Schema(requiredProperties = {"host", "port", "security", "from"})
  public record SmtpRequest(
      @Nullable String host,
      @Nullable Integer port,
      SmtpServer.@Nullable Security security,
      @Nullable String username,
      @Nullable String password,
      @Nullable String from) {
    @Override
    public String toString() {
      return "SmtpRequest[" + host + "]";
    }
  }

  /** Settings as they are shown: whether there is a password, not which. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SmtpSettings(
      boolean configured,
      @Nullable String host,
      @Nullable Integer port,
      SmtpServer.@Nullable Security security,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String username,
      @Nullable Boolean hasPassword,
      @Nullable String from) {
    static final SmtpSettings NONE = new SmtpSettings(false, null, null, null, null, null, null);

    static SmtpSettings of(SmtpServer server) {
      return new SmtpSettings(
          true,
          server.host(),
          server.port(),
          server.security(),
          server.username().orElse(null),
          !server.password().isEmpty(),
          server.from());
    }
  }

  /** Where to send the test mail. */
  @Schema(requiredProperties = "to")
  public record TestRequest(@Nullable String to) {}

  /** What the server answered. */
  public record TestResult(boolean delivered, String detail) {}
}
