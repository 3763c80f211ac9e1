package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Addresses;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /** A run of an application of Spark. */
  String spark(Tenant tenant, UUID run) {
    return project(tenant) + "/spark/" + run;
  }

  /** A report of a check or, without one, the features over time. */
  String drift(Tenant tenant, String model, @Nullable UUID report) {
    String view = report == null ? "time" : "checks&report=" + report;
    String name = URLEncoder.encode(model, StandardCharsets.UTF_8);
    return project(tenant) + "/drift?model=" + name + "&view=" + view;
  }

  private String project(Tenant tenant) {
    return "%s/projects/%s/%s"
        .formatted(addresses.publicUrl(), tenant.organisationSlug(), tenant.projectSlug());
  }
}
