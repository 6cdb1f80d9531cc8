package dev.meridian.host.access;

import java.util.List;

/** Who gets into a server: the text of {@code pg_hba.conf} and {@code pg_ident.conf}. */
public final class ClientAuthentication {

  /** The superuser that Meridian itself is. */
  public static final String SUPERUSER = "meridian";

  /** The role that backup-service streams as. */
  public static final String REPLICATION = "meridian_replication";

  private static final String MAP = "meridian";

  private ClientAuthentication() {}

  /**
   * {@code pg_hba.conf}: the superuser by the private socket; replication by the fleet's
   * certificates; everybody else by password over TLS, from the blocks and nowhere else.
   *
   * @param blocks CIDR blocks
   */
  public static String rules(List<String> blocks) {
    StringBuilder text =
        new StringBuilder(
            """
            # Written by Meridian; changes here are lost.
            local   all         %1$s                    peer map=%3$s
            hostssl replication %2$s  all         cert
            hostssl all         %1$s,%2$s  all         reject
            """
                .formatted(SUPERUSER, REPLICATION, MAP));
    blocks.forEach(
        block ->
            text.append("hostssl all         all         ")
                .append(block)
                .append(" scram-sha-256\n"));
    return text.toString();
  }

  /** {@code pg_ident.conf}: which user of this machine is the superuser on the private socket. */
  public static String identities(String osUser) {
    return """
    # Written by Meridian; changes here are lost.
    %s  "%s"  %s
    """
        .formatted(MAP, osUser, SUPERUSER);
  }
}
