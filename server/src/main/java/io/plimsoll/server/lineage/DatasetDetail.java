package io.plimsoll.server.lineage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a dataset.
 *
 * @param ownDataset what the SDK calls it, if it sends batches of a dataset of that name
 * @param symlinks other names of it
 * @param fields its columns, as they were told last
 * @param versions which sets of columns it has had, the current one first
 * @param columns where its columns come from
 * @param usedBy which columns of others come from it
 * @param checks what was asserted of it, the newest first
 * @param quality what was measured of it last
 * @param uses what runs did with it, the newest first
 * @param facets as they were sent, by name
 */
@Schema(name = "LineageDatasetDetail")
public record DatasetDetail(
    Line dataset,
    Health.Level health,
    List<String> reasons,
    @Nullable String ownDataset,
    List<Symlink> symlinks,
    List<Field> fields,
    List<Version> versions,
    List<ColumnOrigin> columns,
    List<ColumnOrigin> usedBy,
    List<CheckRun> checks,
    @Nullable Quality quality,
    List<RunDetail.Use> uses,
    Map<String, Object> facets) {
  public DatasetDetail {
    reasons = List.copyOf(reasons);
    symlinks = List.copyOf(symlinks);
    fields = List.copyOf(fields);
    versions = List.copyOf(versions);
    columns = List.copyOf(columns);
    usedBy = List.copyOf(usedBy);
    checks = List.copyOf(checks);
    uses = List.copyOf(uses);
  }

  /**
   * A dataset in a list.
   *
   * @param lifecycle what became of it last, as it was told: CREATE, DROP, OVERWRITE
   * @param columns how many columns it has; absent if nobody told
   */
  @Schema(name = "LineageDataset")
  public record Line(
      UUID id,
      String namespace,
      String name,
      @Nullable String lifecycle,
      @Nullable Long columns,
      Instant firstAt,
      Instant seenAt) {}

  /** Another name of a dataset. */
  @Schema(name = "LineageSymlink")
  public record Symlink(String namespace, String name, String type) {}

  /** A column; a field of a field is named with its parents before it. */
  @Schema(name = "LineageField")
  public record Field(String name, @Nullable String type, @Nullable String description) {
    private static final int DEEPEST = 20;

    static List<Field> of(List<Map<?, ?>> said) {
      List<Field> fields = new ArrayList<>();
      add(fields, "", said, 0);
      return fields;
    }

    private static void add(List<Field> fields, String before, List<Map<?, ?>> said, int depth) {
      for (Map<?, ?> each : said) {
        String name = before + Said.text(each, "name").orElse("?");
        fields.add(new Field(name, Said.shown(each, "type"), Said.shown(each, "description")));
        if (depth < DEEPEST) {
          add(fields, name + ".", Said.objects(each.get("fields")), depth + 1);
        }
      }
    }
  }

  /**
   * A set of columns that a dataset has had.
   *
   * @param version what its owner calls it
   * @param added columns that the version before did not have
   * @param removed columns that only the version before has
   * @param retyped columns that had another type
   */
  @Schema(name = "LineageDatasetVersion")
  public record Version(
      UUID id,
      @Nullable String version,
      long columns,
      Instant firstAt,
      Instant lastAt,
      List<String> added,
      List<String> removed,
      List<String> retyped) {
    public Version {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
      retyped = List.copyOf(retyped);
    }
  }

  /**
   * A column comes from another.
   *
   * @param field of the one dataset; absent if all of its rows depend on it, as on a filter
   * @param datasetId the other dataset
   * @param otherField of the other dataset
   * @param transformations as "DIRECT/AGGREGATION"
   * @param isMasked whether values cannot be told from what came out
   */
  @Schema(name = "LineageColumn")
  public record ColumnOrigin(
      @Nullable String field,
      UUID datasetId,
      String namespace,
      String name,
      @Nullable String otherField,
      List<String> transformations,
      boolean isMasked) {
    public ColumnOrigin {
      transformations = List.copyOf(transformations);
    }
  }

  /** What was measured of a dataset. */
  @Schema(name = "LineageQuality")
  public record Quality(
      @Nullable UUID run,
      Instant at,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long files,
      List<ColumnFigures> columns) {
    public Quality {
      columns = List.copyOf(columns);
    }
  }

  /** What was measured of a column. */
  @Schema(name = "LineageColumnFigures")
  public record ColumnFigures(
      String name,
      @Nullable Double nulls,
      @Nullable Double distinct,
      @Nullable Double count,
      @Nullable Double sum,
      @Nullable Double min,
      @Nullable Double max) {}
}
