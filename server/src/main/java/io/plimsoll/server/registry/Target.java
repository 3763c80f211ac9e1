package io.plimsoll.server.registry;

/**
 * What a new version is for. The two never share a name: that of a preview begins with {@code
 * preview-}, so a branch that is called staging has the preview {@code preview-staging}.
 */
public sealed interface Target {
  /** As a job keeps it. */
  String text();

  /** The version answers in an environment once it is ready. */
  record In(Environment environment) implements Target {
    @Override
    public String text() {
      return environment.text();
    }
  }

  /** The version answers by the name of its branch alone. */
  record Preview(PreviewName name) implements Target {
    @Override
    public String text() {
      return name.text();
    }
  }

  /** Reads what {@link #text} wrote. */
  static Target parse(String text) {
    return Environment.find(text)
        .<Target>map(In::new)
        .orElseGet(() -> new Preview(new PreviewName(text)));
  }
}
