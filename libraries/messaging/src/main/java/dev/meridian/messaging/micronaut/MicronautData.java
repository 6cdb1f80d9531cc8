package dev.meridian.messaging.micronaut;

import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Starts Micronaut for its repositories alone, on Spring's pool and in Spring's transactions.
 * Without micronaut-data-spring-jdbc on the class path it would commit on its own, and nobody would
 * see.
 */
public final class MicronautData {

  private MicronautData() {}

  /** A context that makes repositories: {@code getBean(Servers.class)}. */
  public static ApplicationContext start(DataSource pool, PlatformTransactionManager transactions) {
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .bootstrapEnvironment(false)
            .banner(false)
            .properties(
                Map.of(
                    "datasources.default.transaction-manager", "springJdbc",
                    "datasources.default.dialect", "POSTGRES"))
            .build();
    context.registerSingleton(DataSource.class, pool, Qualifiers.byName("default"));
    context.registerSingleton(
        PlatformTransactionManager.class, transactions, Qualifiers.byName("default"));
    return context.start();
  }
}
