package dev.meridian.host.server;

/** The kinds of compute; they differ in the memory that comes with a core. */
public enum ComputeTier {
  BASIC(2),
  GENERAL_PURPOSE(5),
  MEMORY_OPTIMIZED(10);

  private final int memoryGbPerCore;

  ComputeTier(int memoryGbPerCore) {
    this.memoryGbPerCore = memoryGbPerCore;
  }

  /** How much memory comes with each core, in gigabytes. */
  public int memoryGbPerCore() {
    return memoryGbPerCore;
  }
}
