package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A series: a name with its tags, in a project. {@code kind} is what it was first seen as. */
record SeriesKey(ProjectId project, String name, String kind, SortedMap<String, String> tags) {
  /** The kind of the series that the pipeline makes by itself. */
  static final String BUILT_IN = "builtin";

  SeriesKey {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }
}
