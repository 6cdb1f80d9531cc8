package dev.meridian.cli.restore;

import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows how a restore goes on: a bar for somebody who looks on, otherwise a line per phase. */
final class Progress implements AutoCloseable {

  private static final int UPDATE_MILLIS = 200;
  private static final long MEGABYTE = 1_000_000;
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Terminal terminal;
  private String shown = "";
  private @Nullable ProgressBar bar;

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(JsonNode restore) {
    String status = restore.path("status").asString("");
    boolean runs = status.equals("Running");
    String phase =
        runs && restore.has("phase") ? new Shown(restore, terminal.zone()).phase() : status;
    if (!phase.equals(shown)) {
      shown = phase;
      close();
      begin(phase, runs);
    }
    ProgressBar current = bar;
    if (current != null) {
      long total = restore.path("bytesTotal").longValue(0);
      current.maxHint(total > 0 ? total : -1);
      current.stepTo(restore.path("bytesDone").longValue(0));
      current.setExtraMessage(note(restore));
    }
  }

  private String note(JsonNode restore) {
    String left =
        restore.hasNonNull("estimatedSecondsLeft")
            ? " %d s left".formatted(restore.path("estimatedSecondsLeft").longValue(0))
            : "";
    return restore.hasNonNull("replayedTo")
        ? left + " replayed to " + second(restore.path("replayedTo").asString(""))
        : left;
  }

  private String second(String time) {
    return SECOND.format(Instant.parse(time).atZone(terminal.zone()));
  }

  private void begin(String phase, boolean runs) {
    if (terminal.isInteractive() && runs) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(-1)
              .setUnit(" MB", MEGABYTE)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .hideEta()
              .setConsumer(new Line(terminal.err()))
              .build();
    } else {
      terminal.err().println(phase);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      // The last look was before the phase's end.
      bar.stepTo(Math.max(bar.getMax(), bar.getCurrent()));
      bar.close();
      bar = null;
    }
  }

  /** A line that is drawn over itself. */
  private static final class Line extends ConsoleProgressBarConsumer {

    private final PrintWriter err;

    Line(PrintWriter err) {
      super(System.err);
      this.err = err;
    }

    @Override
    public void accept(String text) {
      err.print('\r' + text.substring(0, Math.min(text.length(), getMaxRenderedLength())));
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
