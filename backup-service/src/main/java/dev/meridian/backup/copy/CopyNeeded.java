package dev.meridian.backup.copy;

/** A copy that nobody wants any more stays for now: it has what the archive has lost. */
final class CopyNeeded extends RuntimeException {

  private static final long serialVersionUID = 1;

  CopyNeeded(String message) {
    super(message);
  }
}
