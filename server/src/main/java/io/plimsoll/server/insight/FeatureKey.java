package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One column of a model's traffic: something that it is given or something that it answers. */
record FeatureKey(ColumnRole role, String name) {
  static FeatureKey read(ResultSet row) throws SQLException {
    return of(row.getString("role"), row.getString("name"));
  }

  static FeatureKey of(String role, String name) {
    return new FeatureKey(ColumnRole.parse(role), name);
  }

  /** Which side of the model a column is on. */
  @Schema(name = "DriftColumnRole")
  public enum ColumnRole {
    @JsonProperty("feature")
    FEATURE,
    @JsonProperty("prediction")
    PREDICTION;

    static ColumnRole parse(String text) {
      return text.equals("prediction") ? PREDICTION : FEATURE;
    }
  }
}
