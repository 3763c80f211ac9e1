package io.plimsoll.inference.sandbox;

/** How untrusted code is kept apart. */
public enum SandboxMode {
  /** Namespaces, no network, read-only files, limits. */
  BUBBLEWRAP,
  /** A plain subprocess with limits; only for operators who trust every model that is pushed. */
  NONE
}
