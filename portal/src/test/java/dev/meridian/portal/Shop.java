package dev.meridian.portal;

/** What the services say of one server, named shop, and of a restore of it. */
final class Shop {

  static final String ID = "018f0000-0000-7000-8000-000000000001";
  static final String RESTORE = "018f0000-0000-7000-8000-000000000002";
  static final String RESTORED = "018f0000-0000-7000-8000-000000000003";

  private Shop() {}

  /** Forgets what was said before. */
  static void script(ScriptedService services) {
    services.reset();
    services
        .answers("GET /v1/servers", 200, "{\"servers\":[" + server("Ready") + "]}")
        .answers("GET /v1/servers?state=dropped", 200, "{\"servers\":[]}")
        .answers("GET /v1/servers/shop", 200, server("Ready"))
        .answers("GET /v1/servers/" + ID, 200, server("Ready"))
        .answers(
            "GET /v1/hosts",
            200,
            "{\"hosts\":[{\"region\":\"north\",\"postgresVersions\":[17,18],\"new\":1}]}")
        .answers(
            "GET /v1/servers/" + ID + "/backups",
            200,
            """
            {"backups":[{"id":"%s","state":"Completed","reason":"First",
              "startedAt":"2026-11-20T08:00:00Z","storedBytes":4200000}]}
            """
                .formatted(ID))
        .answers(
            "GET /v1/servers/" + ID + "/restore-window",
            200,
            """
            {"earliest":"2026-11-20T08:00:07Z","latest":"2026-11-22T10:58:31.25Z",
             "gaps":[{"from":"2026-11-21T01:00:00Z"}]}
            """)
        .answers(
            "GET /v1/servers/" + ID + "/verification",
            200,
            """
            {"state":"Good","scope":"Sample","endedAt":"2026-11-22T03:00:00Z",
             "findings":[],"healed":[]}
            """)
        .answers("GET /v1/servers/" + ID + "/firewall-rules", 200, rules(""))
        .answers(
            "GET /v1/servers/" + ID + "/drills",
            200,
            """
            {"drills":[{"id":"%s","status":"Failed","endedAt":"2026-11-22T04:00:00Z",
               "targetTime":"2026-11-21T23:00:01Z","reason":"Index orders_pkey is corrupt"}],
             "lastProven":{"id":"%s","status":"Verified","endedAt":"2026-11-21T04:00:00Z",
               "targetTime":"2026-11-20T12:30:45Z","findings":{"restoreMillis":4210}}}
            """
                .formatted(ID, ID))
        .answers("GET /v1/restores", 200, "{\"restores\":[" + restore("Running") + "]}")
        .answers("GET /v1/restores/" + RESTORE, 200, restore("Running"));
  }

  static String server(String status) {
    return """
        {"id":"%s","name":"shop","status":"%s","pricingTierApplied":true,"adminLogin":"ada",
         "postgresVersion":"18.6","region":"north","endpoint":{"host":"10.1.2.3","port":5500},
         "pricingTier":{"computeTier":"GeneralPurpose","vCores":2,"storageGb":20,
                        "backupRetentionDays":14,"backupRedundancy":"Geo",
                        "restoreTimeObjective":"PT1M30S"},
         "origin":{"kind":"Restored","sourceServerName":"old","targetTime":"2026-11-19T11:00:00Z"},
         "restoreWindow":{"earliest":"2026-11-20T08:00:07Z","latest":"2026-11-22T10:58:31Z"},
         "createdAt":"2026-11-20T07:59:00Z","somethingNew":true}
        """
        .formatted(ID, status);
  }

  static String restore(String status) {
    return """
        {"id":"%s","sourceServerId":"%s","sourceServerName":"shop","newServerId":"%s",
         "newServerName":"shop-1159","target":{"kind":"PointInTime","at":"2026-11-22T10:00:00Z"},
         "status":"%s","phase":"fetch files","bytesDone":1000000,"bytesTotal":4000000,
         "requestedAt":"2026-11-22T10:59:00Z"}
        """
        .formatted(RESTORE, ID, RESTORED, status);
  }

  static String rules(String rules) {
    return "{\"applied\":true,\"firewallRules\":[" + rules + "]}";
  }
}
