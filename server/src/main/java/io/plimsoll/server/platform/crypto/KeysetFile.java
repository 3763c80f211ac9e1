package io.plimsoll.server.platform.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/** A keyset in a file that only its owner can read. */
final class KeysetFile {
  private KeysetFile() {}

  /** Writes the file, whole or not at all; one that is there already stays as it is. */
  static void create(Path file, KeysetHandle fresh) throws IOException, GeneralSecurityException {
    String text = TinkJsonProtoKeysetFormat.serializeKeyset(fresh, InsecureSecretKeyAccess.get());
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path partial =
        Files.createTempFile(
            folder,
            "keyset-",
            ".partial",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(partial, text);
      // A link, unlike a move, fails where another process of the same home was faster.
      Files.createLink(file, partial);
    } catch (FileAlreadyExistsException other) {
      return;
    } finally {
      Files.delete(partial);
    }
  }
}
