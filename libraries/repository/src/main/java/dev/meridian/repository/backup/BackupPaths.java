package dev.meridian.repository.backup;

/** Which paths a backup may hold: none that leads out of the folder it is restored to. */
final class BackupPaths {

  private BackupPaths() {}

  static String checked(String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("Not a path inside a data directory: " + path);
      }
    }
    return path;
  }
}
