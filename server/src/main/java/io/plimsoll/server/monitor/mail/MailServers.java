package io.plimsoll.server.monitor.mail;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.OrganisationId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Which server an organisation's mail goes through: its own, or else the configuration's. */
@ApplicationScoped
public class MailServers {
  private final SmtpSettingsStore settings;
  private final Optional<SmtpServer> configured;

  public MailServers(SmtpSettingsStore settings, PlimsollConfig config) {
    this.settings = settings;
    this.configured = SmtpServer.of(config.smtp());
  }

  public Optional<SmtpServer> find(OrganisationId organisation) {
    return settings.find(organisation).or(() -> configured);
  }
}
