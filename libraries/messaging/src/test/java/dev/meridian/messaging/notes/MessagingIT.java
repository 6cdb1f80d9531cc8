package dev.meridian.messaging.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.Topic;
import dev.meridian.messaging.deadletter.DeadLetter;
import dev.meridian.messaging.deadletter.DeadLetters;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.testsupport.BreakableBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole library, in a service, on a real broker and a real PostgreSQL. */
class MessagingIT {

  private static final EventCodec CODEC = new EventCodec();
  private static final Duration SOON = Duration.ofSeconds(30);

  private static BreakableBroker broker;
  private static TestDatabase database;
  private static ConfigurableApplicationContext service;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void startTheService() {
    broker = BreakableBroker.start();
    database = TestPostgres.shared(18).newDatabase();
    service = start();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopIt() {
    producer.close();
    service.close();
    broker.close();
  }

  private static ConfigurableApplicationContext start() {
    return NotesService.start(
        "--meridian.database.url=" + database.jdbcUrl(),
        "--meridian.database.username=" + database.user(),
        "--meridian.database.password=" + database.password(),
        "--meridian.kafka.bootstrap-servers=" + broker.bootstrapServers());
  }

  @Test
  void anEventTakesEffectOnceHoweverOftenItIsDelivered() {
    EventEnvelope request = request(UUID.randomUUID());
    send(request);
    send(request);
    send(request);
    EventEnvelope last = request(UUID.fromString(request.event().subject()));
    send(last);
    awaitNote(last);
    assertThat(answersTo(request)).hasSize(1);
    assertThat(answersTo(last)).hasSize(1);
  }

  @Test
  void anAnswerNamesItsCauseAndItsPublisher() {
    EventEnvelope request = request(UUID.randomUUID());
    send(request);
    EventEnvelope answer =
        await().atMost(SOON).until(() -> answersTo(request), found -> !found.isEmpty()).getFirst();
    assertThat(answer.causationId()).isEqualTo(request.id());
    assertThat(answer.source()).isEqualTo(URI.create("/meridian/notes-service"));
    assertThat(answer.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  void whatIsRolledBackIsNeverPublishedAndMicronautRollsBackWithSpring() {
    UUID id = UUID.randomUUID();
    assertThatThrownBy(
            () ->
                transaction()
                    .executeWithoutResult(
                        _ -> {
                          notes().save(new Note(id, "rolled back"));
                          outbox().publish(new BackupFailed(id, id, "no", "no"));
                          throw new IllegalStateException("on purpose");
                        }))
        .hasMessage("on purpose");
    assertThat(notes().existsById(id)).isFalse();
    UUID next = UUID.randomUUID();
    transaction()
        .executeWithoutResult(
            _ -> {
              notes().save(new Note(next, "committed"));
              outbox().publish(new BackupFailed(next, next, "yes", "yes"));
            });
    assertThat(notes().existsById(next)).isTrue();
    await().atMost(SOON).until(() -> !published(about(next)).isEmpty());
    assertThat(published(about(id))).isEmpty();
  }

  @Test
  void nothingIsPublishedOutsideATransaction() {
    UUID id = UUID.randomUUID();
    assertThatThrownBy(() -> outbox().publish(new BackupFailed(id, id, "no", "no")))
        .isInstanceOf(IllegalTransactionStateException.class);
  }

  @Test
  void eventsOfOneSubjectArriveInTheOrderOfTheirTransactions() throws Exception {
    List<UUID> subjects = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    int each = 200;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (UUID subject : subjects) {
        threads.submit(
            () -> {
              for (int i = 0; i < each; i++) {
                String number = Integer.toString(i);
                transaction()
                    .executeWithoutResult(
                        _ ->
                            outbox().publish(new BackupFailed(subject, subject, "number", number)));
              }
            });
      }
    }
    for (UUID subject : subjects) {
      await().atMost(SOON).until(() -> published(about(subject)).size() >= each);
      assertThat(published(about(subject)))
          .extracting(envelope -> ((BackupFailed) envelope.event()).reason())
          .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void eventsThatAreRecordedAtOnceArriveInTheirOrderOrNotAtAll() {
    UUID subject = UUID.randomUUID();
    UUID never = UUID.randomUUID();
    assertThatThrownBy(
            () ->
                transaction()
                    .executeWithoutResult(
                        _ -> {
                          outbox().publish(numbered(never, 10));
                          throw new IllegalStateException("on purpose");
                        }))
        .hasMessage("on purpose");
    transaction().executeWithoutResult(_ -> outbox().publish(numbered(subject, 300)));
    await().atMost(SOON).until(() -> published(about(subject)).size() >= 300);
    assertThat(published(about(subject)))
        .extracting(EventEnvelope::event)
        .isEqualTo(numbered(subject, 300));
    assertThat(published(about(subject))).extracting(EventEnvelope::id).doesNotHaveDuplicates();
    assertThat(published(about(never))).isEmpty();
    assertThatThrownBy(() -> outbox().publish(numbered(never, 1)))
        .isInstanceOf(IllegalTransactionStateException.class);
  }

  private static List<BackupFailed> numbered(UUID subject, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> new BackupFailed(subject, subject, "number", "" + number))
        .toList();
  }

  @Test
  void aMalformedEventIsSetAsideWithTheReasonAndTheNextOneIsHandled() {
    UUID subject = UUID.randomUUID();
    EventEnvelope broken = request(subject);
    send(broken, "{\"serverId\": \"not one\"}".getBytes(StandardCharsets.UTF_8));
    EventEnvelope next = request(subject);
    send(next);
    awaitNote(next);
    DeadLetter letter = awaitDeadLetter(broken);
    assertThat(letter.reason()).contains("BackupRequested").doesNotContain("not one");
    assertThat(letter.subject()).isEqualTo(subject.toString());
    assertThat(letter.handled()).isFalse();
  }

  @Test
  void anUnknownTypeIsParked() {
    UUID subject = UUID.randomUUID();
    EventEnvelope envelope = request(subject);
    ProducerRecord<byte[], byte[]> record = record(envelope, CODEC.value(envelope.event()));
    record.headers().remove("ce_type");
    record
        .headers()
        .add("ce_type", "dev.meridian.future.Thing.v7".getBytes(StandardCharsets.UTF_8));
    producer.send(record);
    EventEnvelope next = request(subject);
    send(next);
    awaitNote(next);
    assertThat(awaitDeadLetter(envelope).reason()).contains("dev.meridian.future.Thing.v7");
  }

  @Test
  void aHandlerThatFailsLeavesNothingBehindAndItsEventCanBeSentAgain() throws Exception {
    EventEnvelope poison = request(UUID.randomUUID());
    BackupRequested event = (BackupRequested) poison.event();
    NotesService.POISON.add(event.backupId());
    send(poison);
    DeadLetter letter = awaitDeadLetter(poison);
    assertThat(letter.reason()).isEqualTo("This one can't be stood");
    assertThat(notes().existsById(event.backupId())).isFalse();
    assertThat(answersTo(poison)).isEmpty();

    NotesService.POISON.remove(event.backupId());
    HttpResponse<String> answer =
        post(
            "/v1/dead-letters/%s/%d/%d/resend"
                .formatted(letter.topic(), letter.partition(), letter.offset()),
            "");
    assertThat(answer.statusCode()).isEqualTo(202);
    awaitNote(poison);
    assertThat(awaitDeadLetter(poison).handled()).isTrue();
    assertThat(post("/v1/dead-letters/meridian.backups/0/999999/resend", "").body())
        .contains("dead-letter-unknown");
  }

  @Test
  void whileTheBrokerIsAwayEventsWaitAndNoneIsLostOrReordered() {
    UUID subject = UUID.randomUUID();
    broker.pause();
    try {
      for (int i = 0; i < 20; i++) {
        String number = Integer.toString(i);
        transaction()
            .executeWithoutResult(
                _ -> outbox().publish(new BackupFailed(subject, subject, "number", number)));
      }
      assertThat(backlog()).isGreaterThanOrEqualTo(20);
    } finally {
      broker.resume();
    }
    await().atMost(SOON).until(() -> backlog() == 0);
    assertThat(published(about(subject)).stream().map(EventEnvelope::id).distinct()).hasSize(20);
    List<String> numbers =
        published(about(subject)).stream()
            .map(envelope -> ((BackupFailed) envelope.event()).reason())
            .distinct()
            .toList();
    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
  }

  @Test
  void healthTellsBrokerDatabaseAndBacklog() throws Exception {
    String health = get("/actuator/health").body();
    assertThat(health).contains("\"broker\"").contains("\"outbox\"").contains("\"backlog\"");
    assertThat(health).contains("\"db\"");
  }

  @Test
  void aRefusalIsAProblemDetailWithItsCodeAndFacts() throws Exception {
    HttpResponse<String> answer = post("/v1/requests", "{\"password\": \"x\", \"count\": -1}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.body())
        .contains("\"code\":\"count-negative\"")
        .contains("\"field\":\"count\"")
        .contains("\"least\":0");
  }

  @Test
  void noAnswerQuotesTheRequestOrAnException() throws Exception {
    String unreadable =
        post("/v1/requests", "{\"password\": \"S3cret!\", \"count\": \"S3cret!\"}").body();
    assertThat(unreadable).contains("request-invalid").contains("count").doesNotContain("S3cret");
    String unknown = post("/v1/requests", "{\"pasword\": \"S3cret!\", \"count\": 1}").body();
    assertThat(unknown)
        .contains("request-invalid", "There is no field pasword; there are count, password")
        .doesNotContain("S3cret");
    String unstorable =
        post("/v1/requests", "{\"password\": \"S3cret\\u0000\", \"count\": 1}").body();
    assertThat(unstorable)
        .contains("request-invalid", "password must be text, without the character U+0000")
        .doesNotContain("S3cret");
    String failed = post("/v1/requests", "{\"password\": \"x\", \"count\": 101}").body();
    assertThat(failed).contains("internal-error").doesNotContain("secret detail");
    String method = get("/v1/requests").body();
    assertThat(method).contains("\"code\":\"method-not-allowed\"");
  }

  private static EventEnvelope request(UUID subject) {
    return new EventEnvelope(
        UUID.randomUUID(),
        URI.create("/test"),
        Instant.now(),
        null,
        new BackupRequested(subject, UUID.randomUUID()));
  }

  private static void send(EventEnvelope envelope) {
    send(envelope, CODEC.value(envelope.event()));
  }

  private static void send(EventEnvelope envelope, byte[] value) {
    try {
      producer.send(record(envelope, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(EventEnvelope envelope, byte[] value) {
    byte[] key = envelope.event().subject().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topic.BACKUPS.wireName(), key, value);
    CODEC.headers(envelope).forEach(record.headers()::add);
    return record;
  }

  private static void awaitNote(EventEnvelope envelope) {
    UUID id = ((BackupRequested) envelope.event()).backupId();
    await().atMost(SOON).until(() -> notes().existsById(id));
  }

  private static DeadLetter awaitDeadLetter(EventEnvelope envelope) {
    DeadLetters letters = service.getBean(DeadLetters.class);
    return await()
        .atMost(SOON)
        .until(
            () ->
                letters.list().stream()
                    .filter(letter -> envelope.id().toString().equals(letter.id()))
                    .toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  private static List<EventEnvelope> answersTo(EventEnvelope request) {
    return published(
        envelope ->
            envelope.event() instanceof BackupFailed
                && request.id().equals(envelope.causationId()));
  }

  private static Predicate<EventEnvelope> about(UUID subject) {
    return envelope ->
        envelope.event() instanceof BackupFailed
            && envelope.event().subject().equals(subject.toString());
  }

  /** What lies on the topic now, as a reader from its beginning sees it. */
  private static List<EventEnvelope> published(Predicate<EventEnvelope> wanted) {
    List<EventEnvelope> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.BACKUPS.wireName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      assertThat(partitions).hasSize(Topic.BACKUPS.partitions());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          decode(record).filter(wanted).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<EventEnvelope> decode(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = new HashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), header.value()));
    try {
      return Optional.of(CODEC.decode(headers, record.value()));
    } catch (RuntimeException e) {
      // Another test's broken event.
      return Optional.empty();
    }
  }

  private static long backlog() {
    return service
        .getBean(JdbcClient.class)
        .sql("select count(*) from outbox")
        .query(Long.class)
        .single();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return exchange(HttpRequest.newBuilder(uri(path)).GET());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return exchange(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static URI uri(String path) {
    String port = service.getEnvironment().getProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static Notes notes() {
    return service.getBean(Notes.class);
  }

  private static Outbox outbox() {
    return service.getBean(Outbox.class);
  }

  private static TransactionTemplate transaction() {
    return new TransactionTemplate(service.getBean(PlatformTransactionManager.class));
  }
}
