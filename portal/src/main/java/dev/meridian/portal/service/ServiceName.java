package dev.meridian.portal.service;

import java.net.URI;

/** The services that have an HTTP API. */
public enum ServiceName {
  INVENTORY("inventory-service", "inventory"),
  BACKUP("backup-service", "backup"),
  RESTORE("restore-service", "restore"),
  NETWORK_RULES("network-rules-service", "network-rules");

  private final String title;
  private final String path;

  ServiceName(String title, String path) {
    this.title = title;
    this.path = path;
  }

  /** As people know it. */
  public String title() {
    return title;
  }

  /** What it is called below {@code /api}. */
  public String path() {
    return path;
  }

  /** Where it answers. */
  public URI address(ServicesSettings settings) {
    return switch (this) {
      case INVENTORY -> settings.inventory().url();
      case BACKUP -> settings.backup().url();
      case RESTORE -> settings.restore().url();
      case NETWORK_RULES -> settings.networkRules().url();
    };
  }
}
