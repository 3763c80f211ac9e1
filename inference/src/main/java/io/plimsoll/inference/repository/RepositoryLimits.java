package io.plimsoll.inference.repository;

/** How large a repository may be. */
public record RepositoryLimits(int files, long fileBytes, long totalBytes) {

  public RepositoryLimits {
    if (files < 1 || fileBytes < 1 || totalBytes < fileBytes) {
      throw new IllegalArgumentException("limits have to be positive, and the total the largest");
    }
  }

  /** 2,000 files of up to 1 GiB, 2 GiB in all. */
  public static RepositoryLimits standard() {
    return new RepositoryLimits(2000, 1L << 30, 2L << 30);
  }
}
