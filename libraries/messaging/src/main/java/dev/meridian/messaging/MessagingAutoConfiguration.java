package dev.meridian.messaging;

import dev.meridian.events.EventCodec;
import dev.meridian.messaging.deadletter.DeadLetters;
import dev.meridian.messaging.deadletter.SetAside;
import dev.meridian.messaging.deadletter.http.DeadLetterController;
import dev.meridian.messaging.health.BrokerHealth;
import dev.meridian.messaging.health.OutboxHealth;
import dev.meridian.messaging.inbox.Delivery;
import dev.meridian.messaging.inbox.EventConsumer;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Hearing;
import dev.meridian.messaging.inbox.Inbox;
import dev.meridian.messaging.inbox.InboxHousekeeping;
import dev.meridian.messaging.micronaut.MicronautData;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.messaging.outbox.OutboxRelay;
import dev.meridian.messaging.outbox.TransactionalOutbox;
import dev.meridian.messaging.problem.ProblemAdvice;
import dev.meridian.messaging.problem.StorableText;
import dev.meridian.messaging.topic.TopicDeclaration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives a service its outbox, inbox, dead letters, repositories, problem details and health. */
@AutoConfiguration(
    after = {
      JdbcClientAutoConfiguration.class,
      DataSourceTransactionManagerAutoConfiguration.class
    })
@EnableConfigurationProperties({ServiceSettings.class, KafkaSettings.class})
@EnableTransactionManagement
@Import({ProblemAdvice.class, DeadLetterController.class})
public class MessagingAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  StorableText storableText() {
    return new StorableText();
  }

  @Bean
  EventCodec eventCodec() {
    return new EventCodec();
  }

  @Bean
  TopicDeclaration topicDeclaration(
      KafkaSettings kafka,
      @Value("${meridian.kafka.replication:#{null}}") Optional<Short> replication) {
    return new TopicDeclaration(kafka, replication);
  }

  @Bean
  Outbox outbox(JdbcOperations jdbc, EventCodec codec, ServiceSettings service, Clock clock) {
    return new TransactionalOutbox(jdbc, codec, service.source(), clock);
  }

  @Bean
  OutboxRelay outboxRelay(
      ServiceSettings service, DataSource pool, KafkaSettings kafka, MeterRegistry metrics) {
    return new OutboxRelay(service.name(), pool, kafka, metrics);
  }

  @Bean
  Inbox inbox(JdbcOperations jdbc) {
    return new Inbox(jdbc);
  }

  @Bean
  InboxHousekeeping inboxHousekeeping(Inbox inbox, ServiceSettings service, Clock clock) {
    return new InboxHousekeeping(inbox, service.topics(), clock);
  }

  @Bean
  Hearing hearing(
      @Value("${meridian.kafka.hearing-lost-after:10s}") Duration longestPause, Clock clock) {
    return new Hearing(longestPause, clock);
  }

  /** The function that Spring Cloud Stream binds to the service's topics. */
  @Bean
  Consumer<List<Delivery>> events(
      EventCodec codec,
      Inbox inbox,
      List<EventHandlers> handlers,
      PlatformTransactionManager transactions) {
    return new EventConsumer(codec, inbox, handlers, new TransactionTemplate(transactions));
  }

  @Bean(destroyMethod = "destroy")
  DefaultKafkaProducerFactory<byte[], Object> deadLetterProducers(
      ServiceSettings service, KafkaSettings kafka) {
    Map<String, Object> settings = kafka.client(service.name() + "-set-aside");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return new DefaultKafkaProducerFactory<>(
        settings, new ByteArraySerializer(), (_, value) -> SetAside.bytes(value));
  }

  @Bean
  KafkaTemplate<byte[], Object> deadLetterSender(
      DefaultKafkaProducerFactory<byte[], Object> producers) {
    return new KafkaTemplate<>(producers);
  }

  @Bean
  SetAside setAside(
      ServiceSettings service, KafkaTemplate<byte[], Object> sender, MeterRegistry metrics) {
    return new SetAside(service, sender, metrics);
  }

  @Bean
  DeadLetters deadLetters(
      ServiceSettings service,
      KafkaSettings kafka,
      KafkaTemplate<byte[], Object> sender,
      Inbox inbox) {
    return new DeadLetters(service, kafka, sender, inbox);
  }

  @Bean(destroyMethod = "close")
  ApplicationContext micronaut(DataSource pool, PlatformTransactionManager transactions) {
    return MicronautData.start(pool, transactions);
  }

  @Bean
  OutboxHealth outboxHealthIndicator(JdbcClient jdbc) {
    return new OutboxHealth(jdbc);
  }

  @Bean
  BrokerHealth brokerHealthIndicator(KafkaSettings kafka) {
    return new BrokerHealth(kafka);
  }
}
