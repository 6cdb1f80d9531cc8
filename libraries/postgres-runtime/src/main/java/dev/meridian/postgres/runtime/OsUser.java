package dev.meridian.postgres.runtime;

import com.sun.security.auth.module.UnixSystem;
import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OS user that PostgreSQL runs as. PostgreSQL refuses to run as root, so root runs it as an
 * unprivileged user; everybody else runs it as themselves.
 */
public final class OsUser {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final String name;
  private final @Nullable Ids ids;

  /** Another user's numbers; absent for ourselves. */
  private record Ids(int user, int group) {}

  private OsUser(String name, @Nullable Ids ids) {
    this.name = name;
    this.ids = ids;
  }

  /** The user to run PostgreSQL as: {@code postgres}, else {@code nobody}, if we are root. */
  public static OsUser forPostgres() {
    return find(List.of("postgres", "nobody"));
  }

  /**
   * The user of that name if we are root, ourselves otherwise.
   *
   * @throws PostgresFailure {@link Reason#NO_OS_USER} if we are root and there is no such user
   */
  public static OsUser forPostgres(String configured) {
    return find(List.of(configured));
  }

  private static OsUser find(List<String> candidates) {
    var we = new UnixSystem();
    if (we.getUid() != 0) {
      return new OsUser(we.getUsername(), null);
    }
    for (var candidate : candidates) {
      var user = Program.run(List.of("id", "-u", candidate), TIMEOUT);
      var group = Program.run(List.of("id", "-g", candidate), TIMEOUT);
      if (user.exit() == 0 && group.exit() == 0 && !user.output().equals("0")) {
        var ids = new Ids(Integer.parseInt(user.output()), Integer.parseInt(group.output()));
        return new OsUser(candidate, ids);
      }
    }
    throw new PostgresFailure(
        Reason.NO_OS_USER,
        "PostgreSQL does not run as root, and there is no unprivileged user named "
            + String.join(" or ", candidates));
  }

  public String name() {
    return name;
  }

  /** Whether PostgreSQL runs as the same user as we do. */
  public boolean isOurselves() {
    return ids == null;
  }

  /** The command line that runs a command as this user. */
  public List<String> command(List<String> command) {
    if (ids == null) {
      return List.copyOf(command);
    }
    var full = new ArrayList<String>();
    full.addAll(List.of("setpriv", "--reuid=" + ids.user(), "--regid=" + ids.group()));
    full.addAll(List.of("--clear-groups", "--"));
    full.addAll(command);
    return List.copyOf(full);
  }

  /** Makes this user the owner of a file, or of a directory with all that is in it. */
  public void own(Path tree) {
    if (ids == null) {
      return;
    }
    var owner = Map.of("unix:uid", ids.user(), "unix:gid", ids.group());
    try {
      FileTree.visit(
          tree,
          file -> {
            for (var attribute : owner.entrySet()) {
              Files.setAttribute(
                  file, attribute.getKey(), attribute.getValue(), LinkOption.NOFOLLOW_LINKS);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make %s the owner of %s".formatted(name, tree), e);
    }
  }

  /**
   * Checks that this user may enter a directory, which need not exist yet: then its nearest
   * existing parent.
   *
   * @throws PostgresFailure {@link Reason#UNREACHABLE_DIRECTORY}, naming the closed directory
   */
  public void requireAccess(Path directory) {
    if (ids == null) {
      return;
    }
    var path = directory.toAbsolutePath().normalize();
    Path reached = path.getRoot();
    for (var part : path) {
      reached = reached.resolve(part);
      if (!Files.isDirectory(reached)) {
        return;
      }
      var test = List.of("test", "-x", reached.toString());
      if (Program.run(command(test), TIMEOUT).exit() != 0) {
        throw new PostgresFailure(
            Reason.UNREACHABLE_DIRECTORY,
            "PostgreSQL runs as the OS user %s, who may not enter %s. Choose a directory outside it, such as one under /var/lib, or allow it: chmod o+x %s"
                .formatted(name, reached, reached));
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
