package dev.meridian.postgres.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * How a new cluster is made.
 *
 * @param superuser the name of its superuser, who gets no password
 * @param dataChecksums whether every page carries a checksum
 * @param localAuthentication the {@code pg_hba.conf} method for the Unix-domain socket
 * @param hostAuthentication the {@code pg_hba.conf} method for TCP on the loopback interface
 * @param locale the operating system's locale for collation and character types; the encoding is
 *     always UTF-8
 * @param durable whether it outlives a crash of the machine from the first moment on
 */
public record InitializeOptions(
    String superuser,
    boolean dataChecksums,
    String localAuthentication,
    String hostAuthentication,
    String locale,
    boolean durable) {

  /** With checksums; the superuser comes in by the Unix-domain socket only, as the same OS user. */
  public static InitializeOptions superuser(String name) {
    return new InitializeOptions(name, true, "peer", "reject", "C.UTF-8", true);
  }

  /** The same with other methods for the socket and for loopback TCP. */
  public InitializeOptions withAuthentication(String local, String host) {
    return new InitializeOptions(superuser, dataChecksums, local, host, locale, durable);
  }

  /** The same for one that may be lost: it takes less time. */
  public InitializeOptions notDurable() {
    return new InitializeOptions(
        superuser, dataChecksums, localAuthentication, hostAuthentication, locale, false);
  }

  List<String> arguments(int major) {
    // PostgreSQL 18 switched them on by default, and only it can be told otherwise.
    var checksums =
        dataChecksums
            ? List.of("--data-checksums")
            : major >= 18 ? List.of("--no-data-checksums") : List.<String>of();
    var arguments = new ArrayList<>(checksums);
    arguments.add("--username=" + superuser);
    arguments.add("--encoding=UTF8");
    arguments.add("--locale=" + locale);
    arguments.add("--auth-local=" + localAuthentication);
    arguments.add("--auth-host=" + hostAuthentication);
    arguments.add("--no-instructions");
    if (!durable) {
      arguments.add("--no-sync");
    }
    return List.copyOf(arguments);
  }
}
