package dev.meridian.backup.settings;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  BackupSettings.class,
  CopySettings.class,
  WalSettings.class,
  WindowSettings.class,
  RetentionSettings.class,
  OwnershipSettings.class,
  VerificationSettings.class
})
class SettingsConfiguration {}
