package dev.meridian.host.report;

import dev.meridian.host.configuration.Machine;
import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.report.HostReports.HostReport;
import dev.meridian.postgres.runtime.Installations;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Reports this host, again and again. */
@Component
class ReportHost {

  private static final Logger log = LoggerFactory.getLogger(ReportHost.class);

  private final HostReports reports;
  private final ServerDirectories directories;
  private final List<Integer> postgresVersions;
  private final TransactionOperations transactions;
  private final Machine machine = Machine.here();
  private boolean failing;

  ReportHost(
      HostReports reports,
      ServerDirectories directories,
      Installations installations,
      TransactionOperations transactions) {
    this.reports = reports;
    this.directories = directories;
    this.postgresVersions = List.copyOf(installations.versions().keySet());
    this.transactions = transactions;
  }

  @Scheduled(fixedDelayString = "${meridian.postgres-host.heartbeat:5s}")
  void report() {
    try {
      var report =
          new HostReport(
              machine.cores(), machine.memoryBytes(), directories.freeBytes(), postgresVersions);
      transactions.executeWithoutResult(_ -> reports.reported(report));
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        log.warn("Cannot report this host; trying again with every heartbeat", e);
      }
      failing = true;
    }
  }
}
