package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.http.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where a repository lies, as one clones it: {@code https://host/owner/name}, with nothing in it
 * that is a secret or steers git. Plain http only where the operator has named the host.
 */
record RepositoryUrl(URI uri) {
  private static final int MAX_LENGTH = 500;
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._-]*){2,20}?(\\.git)?/?");

  /**
   * Reads what a person wrote.
   *
   * @param isInternal whether the operator has named a host
   */
  static RepositoryUrl parse(String text, Predicate<String> isInternal) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException notAUrl) {
      throw refused(text, "is not an address");
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    if (text.length() > MAX_LENGTH
        || host == null
        || path == null
        || !PATH.matcher(path).matches()) {
      throw refused(text, "is not the address of a repository");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(
          "the address", "holds a user, a query or a fragment; a token has a field of its own");
    }
    boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
    boolean isPlain = "http".equalsIgnoreCase(uri.getScheme()) && isInternal.test(host);
    if (!isSecure && !isPlain) {
      throw refused(text, "does not begin with https://");
    }
    return new RepositoryUrl(URI.create(canonical(uri, host, path)));
  }

  private static String canonical(URI uri, String host, String path) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    bare = bare.endsWith(".git") ? bare.substring(0, bare.length() - 4) : bare;
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme().toLowerCase(Locale.ROOT)
        + "://"
        + host.toLowerCase(Locale.ROOT)
        + port
        + bare;
  }

  private static ProblemException refused(String what, String why) {
    return ProblemException.invalid(
        "url", "\"%s\" %s; write it as https://github.com/owner/name.".formatted(what, why));
  }

  String host() {
    return uri.getHost();
  }

  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return isSecure() ? 443 : 80;
  }

  boolean isSecure() {
    return "https".equals(uri.getScheme());
  }

  /** Such as {@code owner/name}. */
  String fullName() {
    return uri.getPath().substring(1);
  }

  /** The address that git is given. */
  String cloneUrl() {
    return uri + ".git";
  }

  /** Where the provider's API takes the status of a commit. */
  URI statuses(Provider provider, String commit) {
    String origin = uri.getScheme() + "://" + uri.getAuthority();
    return URI.create(
        switch (provider) {
          case GITHUB -> {
            boolean isPublic = host().equals("github.com");
            String api = isPublic ? "https://api.github.com" : origin + "/api/v3";
            yield api + "/repos/" + fullName() + "/statuses/" + commit;
          }
          case GITLAB ->
              origin
                  + "/api/v4/projects/"
                  + URLEncoder.encode(fullName(), StandardCharsets.UTF_8)
                  + "/statuses/"
                  + commit;
        });
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
