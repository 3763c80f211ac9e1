package io.plimsoll.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git of this machine, as a person uses it. */
public final class TestServerGit {
  private final Path folder;

  /** A new repository in {@code folder}. */
  public TestServerGit(Path folder) {
    this.folder = folder;
    run("init", "--quiet", "--initial-branch=main").expectSuccess();
  }

  /** What a command said and whether it succeeded. */
  public record Outcome(int status, String said) {
    public Outcome expectSuccess() {
      if (status != 0) {
        throw new AssertionError("git failed with status " + status + ":\n" + said);
      }
      return this;
    }

    public Outcome expectFailure() {
      if (status == 0) {
        throw new AssertionError("git was expected to fail; it said:\n" + said);
      }
      return this;
    }
  }

  /** The least that can be deployed: an ONNX model with three features, and a row to try it. */
  public TestServerGit withOnnxModel() {
    copy("binary.onnx", "model.onnx");
    return with("test_data.json", "[{\"temp\": 2, \"wind\": 1, \"rain\": 0}]");
  }

  public TestServerGit with(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  public TestServerGit commit(String message) {
    run("add", "--all").expectSuccess();
    run("commit", "--quiet", "--allow-empty", "--message", message).expectSuccess();
    return this;
  }

  /** Pushes to the deploy branch, whatever is there. */
  public Outcome push(String url, String key) {
    return run("push", "--force", signedIn(url, key), "HEAD:main");
  }

  /** Pushes to another branch than the one that is deployed. */
  public Outcome push(String url, String key, String branch) {
    return run("push", "--force", signedIn(url, key), "HEAD:" + branch);
  }

  public Outcome list(String url, String key) {
    return run("ls-remote", signedIn(url, key));
  }

  public Outcome fetch(String url, String key) {
    return run("fetch", signedIn(url, key), "main");
  }

  public Outcome run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "user.name=Ada", "-c", "user.email=ada@example.org"));
    command.addAll(List.of("-c", "credential.helper=", "-c", "commit.gpgsign=false"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    try {
      Process git = builder.start();
      git.getOutputStream().close();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(git.waitFor(), said);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private void copy(String resource, String file) {
    try (var in = TestServerGit.class.getResourceAsStream("/onnx/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the test resource onnx/" + resource + " is missing");
      }
      Files.write(folder.resolve(file), in.readAllBytes());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String signedIn(String url, String key) {
    URI plain = URI.create(url);
    return "%s://git:%s@%s%s"
        .formatted(plain.getScheme(), key, plain.getAuthority(), plain.getPath());
  }
}
