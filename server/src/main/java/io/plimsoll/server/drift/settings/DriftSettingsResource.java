package io.plimsoll.server.drift.settings;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftModelStore;
import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How a model's columns are compared, and how many false alarms are accepted. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/models/{model}/drift/settings")
@Tag(name = "drift")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DriftSettingsResource {
  private static final int LONGEST_NAME = 512;
  private static final double MOST_ALARMS = 1_000;
  private static final double FEWEST_ALARMS = 0.001;

  private final Access access;
  private final DriftModelStore models;
  private final DriftSettingStore settings;
  private final InstantSource clock;

  public DriftSettingsResource(
      Access access, DriftModelStore models, DriftSettingStore settings, InstantSource clock) {
    this.access = access;
    this.models = models;
    this.settings = settings;
    this.clock = clock;
  }

  @GET
  public DriftSettings driftSettings(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    return told(tenant, model);
  }

  /** Sets one column; what is left out is as by default, so an empty setting takes it back. */
  @PUT
  @Path("/columns")
  public DriftSettings setColumn(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      ColumnSettingRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    String name = request.name();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw ProblemException.invalid(
          "name", "is missing or longer than %d characters.".formatted(LONGEST_NAME));
    }
    Column.Role role = Objects.requireNonNullElse(request.role(), Column.Role.FEATURE);
    ColumnSetting setting =
        new ColumnSetting(
                blankless(request.method()),
                blankless(request.computeAs()),
                valued(request.parameters()),
                request.threshold(),
                Boolean.TRUE.equals(request.ignored()))
            .checked();
    String by = Access.principal(security).getName();
    settings.set(tenant, model, new Column(role, name), setting, by, clock.instant());
    return told(tenant, model);
  }

  /** Sets the number of false alarms that are accepted in a week, or takes it back. */
  @PUT
  @Path("/false-alarms")
  public DriftSettings setFalseAlarms(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      FalseAlarmsRequest request,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.OPERATE);
    models.require(tenant, model);
    Double perWeek = request.perWeek();
    if (perWeek != null && !(perWeek >= FEWEST_ALARMS && perWeek <= MOST_ALARMS)) {
      throw ProblemException.invalid(
          "perWeek",
          "%s is no number of false alarms from %s to %s; 1 is one a week."
              .formatted(perWeek, FEWEST_ALARMS, MOST_ALARMS));
    }
    boolean isForAll = Boolean.TRUE.equals(request.wholeProject());
    String of = isForAll ? DriftSettingStore.WHOLE_PROJECT : model;
    String by = Access.principal(security).getName();
    settings.setFalseAlarms(tenant, of, perWeek, by, clock.instant());
    return told(tenant, model);
  }

  /** Who changed what, the newest first. */
  @GET
  @Path("/changes")
  public Page<SettingChange> driftSettingChanges(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @PathParam("model") String model,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    models.require(tenant, model);
    int size = Page.limit(limit);
    List<SettingChange> found = settings.changes(tenant, model, Page.after(cursor), size + 1);
    return Page.cut(found, size, change -> change.id().toString());
  }

  private DriftSettings told(Tenant tenant, String model) {
    return new DriftSettings(
        settings.falseAlarms(tenant, model),
        settings.list(tenant, model).stream().map(ColumnSettingAnswer::of).toList());
  }

  /** A parameter of null is one that is left out. */
  private static Map<String, Object> valued(@Nullable Map<String, Object> parameters) {
    Map<String, Object> valued = new HashMap<>();
    if (parameters != null) {
      parameters.forEach(
          (name, value) -> {
            if (value != null) {
              valued.put(name, value);
            }
          });
    }
    return valued;
  }

  private static @Nullable String blankless(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** What is set for a model. */
  public record DriftSettings(FalseAlarms falseAlarms, List<ColumnSettingAnswer> columns) {
    public DriftSettings {
      columns = List.copyOf(columns);
    }
  }

  /** The setting of one column, with who made it. */
  @Schema(name = "DriftColumnSetting")
  public record ColumnSettingAnswer(
      Column.Role role,
      String name,
      @Nullable String method,
      @Nullable String computeAs,
      Map<String, Object> parameters,
      @Nullable Double threshold,
      boolean ignored,
      String changedBy,
      Instant changedAt) {
    static ColumnSettingAnswer of(DriftSettingStore.Stored stored) {
      ColumnSetting setting = stored.setting();
      return new ColumnSettingAnswer(
          stored.column().role(),
          stored.column().name(),
          setting.method(),
          setting.computeAs(),
          setting.parameters(),
          setting.threshold(),
          setting.ignored(),
          stored.changedBy(),
          stored.changedAt());
    }
  }

  /** How a column is to be compared. */
  @Schema(name = "DriftColumnSettingRequest", requiredProperties = "name")
  public record ColumnSettingRequest(
      @Nullable String name,
      Column.@Nullable Role role,
      @Nullable String method,
      @Nullable String computeAs,
      @Nullable Map<String, Object> parameters,
      @Nullable Double threshold,
      @Nullable Boolean ignored) {}

  /** How many false alarms are accepted; null takes the number back. */
  @Schema(name = "FalseAlarmBudgetRequest")
  public record FalseAlarmsRequest(@Nullable Double perWeek, @Nullable Boolean wholeProject) {}
}
