package io.plimsoll.server.dashboard;

import java.util.List;
import java.util.function.Predicate;

/** What a path stands for, and how long a browser may keep what is there. */
enum Delivery {
  /** The page that every address of the dashboard starts with. */
  PAGE("no-store"),
  /** A file whose name changes with its content. */
  ASSET("public, max-age=31536000, immutable"),
  /** A file that keeps its name. */
  FILE("public, max-age=3600"),
  /** The try-out page of the API; it brings its own scripts. */
  API_DOCUMENTATION("no-cache"),
  /** Everything that is no file: the API, the protocols, the operator's pages. */
  SERVICE("no-store"),
  /** A file that is not there, perhaps because the page that asks is of an older version. */
  NOTHING("no-store");

  static final String INDEX = "/index.html";

  private static final String API_DOCUMENTATION_PATH = "/docs/api";
  private static final List<String> SERVICES =
      List.of("/api", "/v2", "/git", "/q", "/metrics", "/contract", "/docs");

  private static final String ASSETS = "/assets/";

  private final String caching;

  Delivery(String caching) {
    this.caching = caching;
  }

  /**
   * The value of {@code Cache-Control}. The page is never stored: files in a jar carry the time of
   * a reproducible build, so a browser that asks whether its page is still good would be told yes
   * after every upgrade.
   */
  String caching() {
    return caching;
  }

  /**
   * What {@code path} stands for.
   *
   * @param asksForPage whether the caller would take a page, as browsers do when they navigate
   * @param isFile tells whether the dashboard has a file at a path
   */
  static Delivery of(String path, boolean asksForPage, Predicate<String> isFile) {
    if (isBelow(path, API_DOCUMENTATION_PATH)) {
      return API_DOCUMENTATION;
    }
    if (SERVICES.stream().anyMatch(service -> isBelow(path, service))) {
      return SERVICE;
    }
    if (path.equals(INDEX) || path.equals("/")) {
      return PAGE;
    }
    if (isFile.test(path)) {
      return path.startsWith(ASSETS) ? ASSET : FILE;
    }
    // A model may be called "risk.v2", so a dot alone does not make a file of an address.
    boolean looksLikeFile = path.substring(path.lastIndexOf('/') + 1).contains(".");
    return !path.startsWith(ASSETS) && (asksForPage || !looksLikeFile) ? PAGE : NOTHING;
  }

  private static boolean isBelow(String path, String root) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}
