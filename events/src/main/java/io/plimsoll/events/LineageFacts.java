package io.plimsoll.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What an event of OpenLineage says, as far as it is understood here. What a facet holds beyond
 * that is kept as it was sent.
 *
 * @param run there if the event is of a run
 * @param job there unless the event is of a dataset alone
 */
public record LineageFacts(Optional<Run> run, Optional<Job> job, List<Dataset> datasets) {
  public LineageFacts {
    datasets = List.copyOf(datasets);
  }

  /** The place of an event in the life of its run. */
  public enum State {
    START,
    RUNNING,
    COMPLETE,
    ABORT,
    FAIL,
    OTHER;

    /** Whether nothing is said to come after it. */
    public boolean isFinal() {
      return this == COMPLETE || this == ABORT || this == FAIL;
    }
  }

  /**
   * One execution of a job.
   *
   * @param parent the run that started it
   * @param engine what ran it, with its version
   * @param tests what became of tests that the run was made of
   */
  public record Run(
      UUID id,
      State state,
      Optional<UUID> parent,
      Optional<Nominal> nominal,
      Optional<Failure> error,
      Optional<String> engine,
      Optional<Checks> tests) {}

  /** The time that a run was scheduled for. */
  public record Nominal(Instant start, Optional<Instant> end) {}

  /** Why a run failed. */
  public record Failure(String message, Optional<String> language, Optional<String> stack) {}

  /**
   * What runs.
   *
   * @param facets by name, as JSON; empty if the facet was deleted
   * @param version of its source, if it was told
   */
  public record Job(
      LineageName name,
      Optional<String> processing,
      Optional<String> integration,
      Optional<String> type,
      Optional<String> version,
      Map<String, Optional<String>> facets) {
    public Job {
      facets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facets));
    }
  }

  /** What an event has to do with a dataset. */
  public enum Direction {
    INPUT,
    OUTPUT,
    /** The event is of the dataset alone. */
    NONE
  }

  /**
   * A dataset, and what one run did with it.
   *
   * @param facets by name, as JSON, without those that have a component of their own; empty if the
   *     facet was deleted
   * @param lifecycle what became of it: created, dropped, overwritten
   * @param symlinks other names of it
   * @param columns where its columns come from; empty if nothing was said of it
   * @param checks what was asserted of it
   */
  public record Dataset(
      LineageName name,
      Direction direction,
      Map<String, Optional<String>> facets,
      Optional<Schema> schema,
      Optional<String> lifecycle,
      List<Symlink> symlinks,
      Optional<List<Column>> columns,
      Optional<Checks> checks,
      Optional<Quality> quality,
      Optional<Statistics> statistics) {
    public Dataset {
      facets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facets));
      symlinks = List.copyOf(symlinks);
    }
  }

  /**
   * The columns of a dataset.
   *
   * @param id the same for the same columns
   * @param fields as JSON
   * @param version what its owner calls this state of the dataset, if it was told
   */
  public record Schema(UUID id, String fields, Optional<String> version) {}

  /** Another name of a dataset. */
  public record Symlink(LineageName name, String type) {}

  /**
   * A column comes from another.
   *
   * @param field empty if all rows depend on it, as on a filter
   * @param transformations as JSON
   */
  public record Column(
      Optional<String> field, LineageName from, String fromField, String transformations) {}

  /**
   * What was expected of a dataset or of a run.
   *
   * @param failed those whose failure is an error
   * @param warned those whose failure is a warning
   * @param results as JSON
   */
  public record Checks(long passed, long failed, long warned, String results) {}

  /** What was measured of a dataset; {@code columns} is JSON. */
  public record Quality(
      OptionalLong rows, OptionalLong bytes, OptionalLong files, Optional<String> columns) {}

  /** How much of a dataset a run read or wrote. */
  public record Statistics(OptionalLong rows, OptionalLong bytes, OptionalLong files) {}
}
