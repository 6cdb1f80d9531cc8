package dev.meridian.cli.messaging;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "tail",
    description = {
      "Prints events as they come, one JSON object a line.",
      "Each is shown with where it lies, its CloudEvents attributes, and its data. Ends with Ctrl-C."
    },
    footer = {
      "%nFor example:",
      "  meridian events tail",
      "  meridian events tail --topic restores --topic backups --from-beginning",
      "  meridian events tail --topic servers | jq -c '[.type, .data.name]'"
    })
final class TailEvents implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(500);

  @Mixin private final Session session;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "meridian.restores or restores; may be given more than once (default: all).")
  private List<String> topics = new ArrayList<>();

  @Option(names = "--from-beginning", description = "Prints what is there already, too.")
  private boolean fromBeginning;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Ends after so many events (default: never).")
  private long limit = Long.MAX_VALUE;

  TailEvents(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    List<String> named =
        topics.isEmpty() ? Topics.all() : topics.stream().map(Topics::named).toList();
    return new Broker(session.broker()).read(consumer -> follow(consumer, named));
  }

  private int follow(Consumer<byte[], byte[]> consumer, List<String> named) {
    List<TopicPartition> partitions = Broker.partitions(consumer, named);
    if (partitions.isEmpty()) {
      throw new Failure("topic-missing: the broker has no such topic yet: Meridian makes them");
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    // The seek is lazy: what comes from now on is to be printed, not from the first poll on.
    partitions.forEach(consumer::position);
    long printed = 0;
    while (printed < limit && !Thread.currentThread().isInterrupted()) {
      for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
        if (printed++ < limit) {
          session.terminal().out().println(EventJson.of(event));
        }
      }
      session.terminal().out().flush();
    }
    return 0;
  }
}
