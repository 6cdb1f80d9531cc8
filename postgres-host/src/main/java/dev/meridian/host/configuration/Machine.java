package dev.meridian.host.configuration;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this machine, or the container around this process, has.
 *
 * @param cores at least 1
 */
public record Machine(int cores, long memoryBytes) {

  /** The one that this process runs on. */
  public static Machine here() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }
}
