package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The addresses of dashboard pages that mails and alerts point to. */
@ApplicationScoped
public class DashboardPages {
  private final Addresses addresses;

  public DashboardPages(Addresses addresses) {
    this.addresses = addresses;
  }

  String alert(Tenant tenant, UUID alert) {
    return project(tenant) + "/alerts/" + alert;
  }

  String model(Tenant tenant, String model) {
    return project(tenant) + "/models/" + model;
  }

  String dataset(Tenant tenant, String dataset) {
    return project(tenant) + "/quality/" + dataset;
  }

  private String project(Tenant tenant) {
    return "%s/projects/%s/%s"
        .formatted(addresses.publicUrl(), tenant.organisationSlug(), tenant.projectSlug());
  }
}
