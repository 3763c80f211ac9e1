package io.plimsoll.server.git.webhook;

import io.plimsoll.server.jobs.JobState;

/** What a commit is told of its job, in each provider's words. */
enum CommitState {
  PENDING("pending", "pending", "The model is being deployed."),
  LIVE("success", "success", "The version answers where the push lands."),
  FAILED("failure", "failed", "The model was not deployed; the job says why."),
  GIVEN_UP("error", "canceled", "The job was cancelled, or a newer push took its place.");

  private final String github;
  private final String gitlab;
  private final String description;

  CommitState(String github, String gitlab, String description) {
    this.github = github;
    this.gitlab = gitlab;
    this.description = description;
  }

  static CommitState of(JobState state) {
    return switch (state) {
      case QUEUED, RUNNING -> PENDING;
      case SUCCEEDED -> LIVE;
      case FAILED -> FAILED;
      case CANCELLED, SUPERSEDED -> GIVEN_UP;
    };
  }

  String word(Provider provider) {
    return switch (provider) {
      case GITHUB -> github;
      case GITLAB -> gitlab;
    };
  }

  String description() {
    return description;
  }
}
