package dev.meridian.backup.verification;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Verifications verifications(ApplicationContext micronaut) {
    return micronaut.getBean(Verifications.class);
  }
}
