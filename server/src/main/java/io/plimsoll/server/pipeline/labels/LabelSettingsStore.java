package io.plimsoll.server.pipeline.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What is said of the labels of models: by their owners, or else by the plimsoll.yaml of the newest
 * version that says anything.
 */
public final class LabelSettingsStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The settings of those models of which anything is said, in the scope of their project. */
  public Map<String, PerformanceSettings> of(
      Handle handle, ProjectId project, Collection<String> models) {
    Map<String, PerformanceSettings> settings = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT wanted.model, coalesce(s.settings::text, pushed.settings::text) AS settings
            FROM unnest(:models) AS wanted (model)
            LEFT JOIN performance_settings s ON s.project_id = :project AND s.model = wanted.model
            LEFT JOIN LATERAL (
              SELECT v.manifest -> 'performance' AS settings
              FROM models m JOIN model_versions v ON v.model_id = m.id
              WHERE m.project_id = :project AND m.name = wanted.model AND s.model IS NULL
                AND json_typeof(v.manifest -> 'performance') = 'object'
              ORDER BY v.number DESC LIMIT 1) pushed ON true
            WHERE coalesce(s.settings::text, pushed.settings::text) IS NOT NULL
            """)
        .bindArray("models", String.class, java.util.List.copyOf(models))
        .bind("project", project.value())
        .map((row, context) -> Map.entry(row.getString("model"), read(row.getString("settings"))))
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    return settings;
  }

  private static PerformanceSettings read(String json) {
    try {
      return JSON.readValue(json, PerformanceSettings.class);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException(
          "the settings stored of a model's performance do not have their form", damaged);
    }
  }
}
