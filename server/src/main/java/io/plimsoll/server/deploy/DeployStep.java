package io.plimsoll.server.deploy;

import java.util.Locale;

/** The steps of a deploy job, in their order. */
enum DeployStep {
  FETCH,
  SCAN,
  ENVIRONMENT,
  LOAD,
  INFER,
  BASELINE,
  COMPILE,
  DEPLOY,
  LIVE;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
