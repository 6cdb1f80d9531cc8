package dev.meridian.regions;

import dev.meridian.repository.sealing.Pkcs11Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The token that has the repository key: {@code meridian.repository-key.pkcs11.*}.
 *
 * @param module the PKCS #11 library of the hardware security module or key service
 * @param slotListIndex which of its slots, from 0
 * @param keys the keys' labels, the present one first
 * @param pinFile the file that has the PIN, where {@value #PIN} has not
 */
record TokenSettings(
    Path module,
    @DefaultValue("0") int slotListIndex,
    @DefaultValue("meridian") List<String> keys,
    @Nullable Path pinFile) {

  static final String PIN = "MERIDIAN_REPOSITORY_PIN";

  /** Opens nothing yet. */
  Pkcs11Key open(Supplier<@Nullable String> variable) {
    if (pinFile == null && variable.get() == null) {
      throw new IllegalArgumentException(
          "The token of meridian.repository-key.pkcs11 needs a PIN: set %s, or meridian.repository-key.pkcs11.pin-file"
              .formatted(PIN));
    }
    return new Pkcs11Key(module, slotListIndex, keys, () -> pin(variable.get()));
  }

  private char[] pin(@Nullable String variable) {
    if (variable != null || pinFile == null) {
      return String.valueOf(variable).toCharArray();
    }
    try {
      return Files.readString(pinFile).strip().toCharArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the token's PIN from " + pinFile, e);
    }
  }
}
