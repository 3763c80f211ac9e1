package io.plimsoll.inference.python;

/** What a living worker says to a call. */
public sealed interface WorkerReply {

  record Answered(WorkerAnswer answer) implements WorkerReply {}

  /**
   * The model's code has failed.
   *
   * @param message worded for the caller
   * @param rowsDiffer whether it failed by answering another number of rows than it was asked about
   */
  record Refused(String message, boolean rowsDiffer) implements WorkerReply {}
}
