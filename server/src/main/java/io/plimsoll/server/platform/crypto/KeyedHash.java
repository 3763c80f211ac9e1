package io.plimsoll.server.platform.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * Hashes values with a key of this home (HMAC-SHA-256 through Tink), so that equal values stay
 * equal and nobody without the key can try out what they were. Thread-safe.
 */
public final class KeyedHash {
  private static final int BYTES = 8;

  private final PrfSet prf;

  private KeyedHash(PrfSet prf) {
    this.prf = prf;
  }

  /** Opens the key in {@code keyset}; makes it, readable by its owner alone, if there is none. */
  public static KeyedHash open(Path keyset) {
    try {
      PrfConfig.register();
      if (!Files.exists(keyset)) {
        KeysetFile.create(
            keyset, KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF));
      }
      KeysetHandle handle =
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(keyset), InsecureSecretKeyAccess.get());
      return new KeyedHash(handle.getPrimitive(RegistryConfiguration.get(), PrfSet.class));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the keyset " + keyset, failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(
          "The keyset " + keyset + " is damaged; restore it from a backup.", failure);
    }
  }

  /** 64 bits in hexadecimal; the same value in another context has another hash. */
  public String hash(String context, String value) {
    byte[] input = (context + '\0' + value).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(prf.computePrimary(input, BYTES));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("hashing failed", failure);
    }
  }
}
