package dev.meridian.cli.secret;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Passwords;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.security.seal.MalformedKey;
import dev.meridian.security.seal.SealingKey;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "seal",
    description = {
      "Seals a password's SCRAM-SHA-256 verifier for one server.",
      "That is what a ServerRequested event has as sealedVerifier. Only the fleet's hosts can open it."
    },
    footer = {
      "%nFor example:",
      "  meridian secret seal --server-id 0198a4d2-6f1e-7c3b-9d55-0a4f6e1b2c3d \\",
      "      --password-file password.txt"
    })
final class SealSecret implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Passwords passwords;

  @Option(
      names = "--server-id",
      paramLabel = "UUID",
      required = true,
      description = "The serverId of the event that will carry it.")
  private @Nullable UUID serverId;

  SealSecret(Terminal terminal) {
    this.session = new Session(terminal);
    this.passwords = new Passwords(terminal);
  }

  @Override
  public Integer call() {
    UUID server = serverId;
    if (server == null) {
      throw new IllegalStateException("Picocli requires --server-id");
    }
    SealingKey key = sealingKey();
    char[] password = passwords.readNew("Password").toCharArray();
    String sealed = key.seal(server, ScramVerifier.of(password, new SecureRandom()).text());
    session.show(
        Json.object().put("serverId", server.toString()).put("sealedVerifier", sealed),
        done -> session.tell(sealed));
    return 0;
  }

  private SealingKey sealingKey() {
    String json = session.api(Service.INVENTORY).get(Api.path("sealing-key")).toString();
    try {
      return SealingKey.fromJson(json);
    } catch (MalformedKey e) {
      throw new Failure(e.code() + ": inventory-service answered with another kind of key");
    }
  }
}
