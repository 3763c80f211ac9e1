package io.plimsoll.server.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the pushes of a project land.
 *
 * @param deployBranch where the deploy branch does, and files that are uploaded
 * @param branches branches that land somewhere else; any other gets a preview
 */
public record Landing(Environment deployBranch, Map<String, Environment> branches) {
  /** What holds until a project says otherwise. */
  static final Landing DEFAULT = new Landing(Environment.PRODUCTION, Map.of());

  public Landing {
    branches = Collections.unmodifiableMap(new TreeMap<>(branches));
  }

  /** What a push to the deploy branch is for, or an upload; null if it names no branch. */
  public Target ofDeployBranch(@Nullable String branch) {
    Environment named = branch == null ? null : branches.get(branch);
    return new Target.In(named == null ? deployBranch : named);
  }

  /** What a push to a branch beside the deploy branch is for. */
  public Target ofBranch(String branch) {
    Environment named = branches.get(branch);
    return named == null ? new Target.Preview(PreviewName.of(branch)) : new Target.In(named);
  }
}
