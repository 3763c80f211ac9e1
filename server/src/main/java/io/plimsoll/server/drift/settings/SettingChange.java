package io.plimsoll.server.drift.settings;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what of the settings.
 *
 * @param subject "feature temp", "prediction score" or "false alarms"
 * @param before what was set; null for nothing
 * @param after what is set from then on; null for nothing
 */
@Schema(name = "DriftSettingChange")
public record SettingChange(
    UUID id,
    String subject,
    @Nullable Map<String, Object> before,
    @Nullable Map<String, Object> after,
    String changedBy,
    Instant changedAt) {}
