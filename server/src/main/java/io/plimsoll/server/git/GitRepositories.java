package io.plimsoll.server.git;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The bare repositories, one per model, below a folder per project. */
@ApplicationScoped
public class GitRepositories {
  private final Path root;
  private final ReentrantLock creating = new ReentrantLock();

  public GitRepositories(Home home) {
    this.root = home.git();
    IsolatedGit.install();
  }

  /** Whether the model was ever pushed to. */
  public boolean exists(Tenant tenant, ModelName model) {
    return Files.isRegularFile(directory(tenant, model).resolve("HEAD"));
  }

  /** The repository of a model, made if this is the first push to it; the caller closes it. */
  public Repository require(Tenant tenant, ModelName model) throws IOException {
    creating.lock();
    try {
      Path directory = directory(tenant, model);
      return exists(tenant, model) ? open(directory) : create(directory);
    } finally {
      creating.unlock();
    }
  }

  private Path directory(Tenant tenant, ModelName model) {
    return root.resolve(tenant.project().toString()).resolve(model.text() + ".git");
  }

  private static Repository create(Path directory) throws IOException {
    Files.createDirectories(directory);
    Repository repository = open(directory);
    repository.create(true);
    return repository;
  }

  private static Repository open(Path directory) throws IOException {
    return new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
  }
}
