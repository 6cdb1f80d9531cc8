package dev.meridian.cli;

import picocli.CommandLine;

/** Says which Meridian and which Java this is. */
final class Version implements CommandLine.IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "meridian " + (version == null ? "(built from source)" : version), "Java " + Runtime.version()
    };
  }
}
