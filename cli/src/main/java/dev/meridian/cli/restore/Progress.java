package dev.meridian.cli.restore;

import dev.meridian.cli.terminal.Terminal;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows how a restore goes on: a bar for somebody who looks on, otherwise a line per phase. */
final class Progress implements AutoCloseable {

  private static final int UPDATE_MILLIS = 200;
  private static final long MEGABYTE = 1_000_000;

  private final Terminal terminal;
  private String shown = "";
  private @Nullable ProgressBar bar;

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(JsonNode restore) {
    String status = restore.path("status").asString("");
    String phase = status.equals("Running") ? restore.path("phase").asString(status) : status;
    if (!phase.equals(shown)) {
      shown = phase;
      close();
      begin(phase);
    }
    ProgressBar current = bar;
    if (current != null) {
      current.maxHint(
          restore.path("bytesTotal").longValue(0) > 0
              ? restore.path("bytesTotal").longValue()
              : -1);
      current.stepTo(restore.path("bytesDone").longValue(0));
    }
  }

  private void begin(String phase) {
    if (terminal.isInteractive()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(-1)
              .setUnit(" MB", MEGABYTE)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    } else {
      terminal.err().println(phase);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
