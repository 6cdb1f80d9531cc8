package dev.meridian.cli.api;

/** The services with an HTTP API. */
public enum Service {
  INVENTORY("inventory-service", "inventory", "MERIDIAN_INVENTORY_URL", "http://127.0.0.1:8081"),
  BACKUP("backup-service", "backup", "MERIDIAN_BACKUP_URL", "http://127.0.0.1:8082"),
  RESTORE("restore-service", "restore", "MERIDIAN_RESTORE_URL", "http://127.0.0.1:8083"),
  NETWORK_RULES(
      "network-rules-service",
      "networkRules",
      "MERIDIAN_NETWORK_RULES_URL",
      "http://127.0.0.1:8084");

  private final String title;
  private final String key;
  private final String variable;
  private final String usually;

  Service(String title, String key, String variable, String usually) {
    this.title = title;
    this.key = key;
    this.variable = variable;
    this.usually = usually;
  }

  /** What the service is called. */
  public String title() {
    return title;
  }

  String key() {
    return key;
  }

  String variable() {
    return variable;
  }

  String usually() {
    return usually;
  }
}
