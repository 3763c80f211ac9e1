package io.plimsoll.events;

/** What of an application of Spark a report is about. */
public enum SparkPart {
  /** The application as a whole; sent again while it runs, so that its death is noticed. */
  APPLICATION,
  JOB,
  /** One attempt of a stage. */
  STAGE,
  EXECUTOR,
  /** One execution of SQL, with what it read and wrote. */
  QUERY,
  /** One run of a streaming query. */
  STREAM,
  /** What a streaming query did since its last report. */
  PROGRESS
}
