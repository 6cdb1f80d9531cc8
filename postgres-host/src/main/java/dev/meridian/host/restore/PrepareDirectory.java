package dev.meridian.host.restore;

/** An empty directory for the server's user, and for nobody else. */
final class PrepareDirectory implements Phase {

  @Override
  public String name() {
    return "prepare directory";
  }

  @Override
  public void run(Restoration restoration) {
    restoration.instance().prepareDirectories();
  }
}
