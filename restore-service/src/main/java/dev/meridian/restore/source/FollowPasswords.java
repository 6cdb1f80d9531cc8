package dev.meridian.restore.source;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps in mind since when admins' passwords have been valid; never what they are. */
@Component
@Transactional
public class FollowPasswords {

  /** A host tells of a change a moment after the commit that made it. */
  public static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

  private final AdminPasswords passwords;

  FollowPasswords(AdminPasswords passwords) {
    this.passwords = passwords;
  }

  /** A password is valid from now on. */
  public void set(UUID serverId, Instant at) {
    passwords.add(serverId, at.truncatedTo(ChronoUnit.MICROS));
  }

  /** A server has the password that its source had after its last commit of a time. */
  public void inherited(UUID serverId, UUID source, Instant lastCommitAt) {
    passwords.inherit(serverId, source, lastCommitAt.plus(TOLD_WITHIN));
  }

  /** When a server's passwords were set, oldest first; empty where nothing is known of them. */
  @Transactional(readOnly = true)
  public List<Instant> of(UUID serverId) {
    return passwords.of(serverId).stream().map(AdminPasswords.Entry::since).toList();
  }
}
