package dev.meridian.portal.service;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services answer.
 *
 * @param connectTimeout how long to wait for a connection to a service
 * @param answerTimeout how long to wait for its answer
 * @param longAnswerTimeout the same where it goes through whole repositories before it answers
 */
@ConfigurationProperties("meridian.portal")
public record ServicesSettings(
    Address inventory,
    Address backup,
    Address restore,
    Address networkRules,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("10s") Duration answerTimeout,
    @DefaultValue("30m") Duration longAnswerTimeout) {

  /** A service's base address. */
  public record Address(URI url) {}
}
