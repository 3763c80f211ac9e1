package io.plimsoll.server.git;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit away from the git configuration of the account and the machine that the server runs
 * on: what is pushed must not depend on it, and JGit must not write there.
 */
public final class IsolatedGit extends SystemReader.Delegate {
  private IsolatedGit(SystemReader delegate) {
    super(delegate);
  }

  /** Takes effect for the whole process; calling it again changes nothing. */
  public static synchronized void install() {
    if (!(SystemReader.getInstance() instanceof IsolatedGit)) {
      SystemReader.setInstance(new IsolatedGit(SystemReader.getInstance()));
      // JGit measures the clock of each file system it meets; nobody's first push waits for that.
      FS.FileStoreAttributes.setBackground(true);
    }
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  /** A configuration that is empty, never outdated, and forgets what is saved. */
  private static final class NoConfig extends FileBasedConfig {
    NoConfig(Config parent, FS fs) {
      super(parent, new File("none"), fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
