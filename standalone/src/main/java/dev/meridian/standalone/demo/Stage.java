package dev.meridian.standalone.demo;

import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Meridian for one story; it goes when the story does, or when somebody presses Ctrl-C. */
final class Stage implements AutoCloseable {

  private static final int LAST_LINES = 30;

  private final Meridian meridian;
  private final TemporaryDirectory directory;
  private boolean closed;

  private Stage(Meridian meridian, TemporaryDirectory directory) {
    this.meridian = meridian;
    this.directory = directory;
  }

  static Stage open(TemporaryDirectory directory) {
    Stage stage = new Stage(Meridian.temporary(directory.path()), directory);
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "meridian-demo-stop"));
    return stage;
  }

  Meridian meridian() {
    return meridian;
  }

  /** The end of the services' log, for whoever has to find out what went wrong. */
  void showLog(PrintWriter out) throws IOException {
    Path log = directory.path().resolve("meridian.log");
    if (Files.exists(log)) {
      List<String> lines = Files.readAllLines(log);
      lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(out::println);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      meridian.close();
      directory.close();
    }
  }
}
