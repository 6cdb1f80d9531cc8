package dev.meridian.host.report;

import java.util.List;

/** Where this host says that it is alive. */
public interface HostReports {

  /** This host is alive. */
  void reported(HostReport report);

  /**
   * How a host is.
   *
   * @param freeStorageBytes what is free where its servers live
   * @param postgresVersions major versions that it can run
   */
  record HostReport(
      int cores, long memoryBytes, long freeStorageBytes, List<Integer> postgresVersions) {}
}
