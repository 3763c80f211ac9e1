package io.plimsoll.server.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Seals what nobody may read in the database (an SMTP password, the record of a dead letter):
 * AES-256-GCM through Tink, bound to a context so that a sealed value cannot be moved to another
 * row. Thread-safe.
 */
public final class SecretBox {
  private final Aead aead;

  private SecretBox(Aead aead) {
    this.aead = aead;
  }

  /**
   * Opens the box whose keyset lies in {@code keyset}; makes it, readable by its owner alone, where
   * there is none.
   */
  public static SecretBox open(Path keyset) {
    try {
      AeadConfig.register();
      if (!Files.exists(keyset)) {
        KeysetFile.create(keyset, KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
      }
      KeysetHandle handle =
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(keyset), InsecureSecretKeyAccess.get());
      return new SecretBox(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the keyset " + keyset, failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(
          "The keyset "
              + keyset
              + " is damaged; restore it from a backup, or remove it and enter all secrets again.",
          failure);
    }
  }

  public byte[] seal(String secret, String context) {
    try {
      return aead.encrypt(
          secret.getBytes(StandardCharsets.UTF_8), context.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("sealing failed", failure);
    }
  }

  /** The secret, or an exception if it was sealed with another key or for another context. */
  public String unseal(byte[] sealed, String context) {
    return tryUnseal(sealed, context)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "A stored secret cannot be opened with the key of this home; enter the secret again."));
  }

  /** The secret, or empty if it was sealed with another key or for another context. */
  public Optional<String> tryUnseal(byte[] sealed, String context) {
    try {
      byte[] plain = aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException other) {
      // Why is never said by a cipher, lest it help to forge.
      return Optional.empty();
    }
  }
}
