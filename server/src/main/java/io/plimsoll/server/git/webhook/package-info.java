/**
 * Models whose repository lies at GitHub or GitLab. The provider says that somebody pushed
 * (WebhookResource), a job is made, its fetch step brings the branch by git (BranchFetch), and the
 * commit is told how the job ended (StatusRound). A delivery counts once; the sender is known by
 * the repository's secret alone. Tokens are sealed and leave only towards the repository's own
 * host. Owns connected_repositories, webhook_deliveries and commit_statuses.
 */
@NullMarked
package io.plimsoll.server.git.webhook;

import org.jspecify.annotations.NullMarked;
