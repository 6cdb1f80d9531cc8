package dev.meridian.portal.guard;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who the portal answers.
 *
 * @param allowedHosts names under which browsers reach it, without a port; on loopback, those of
 *     loopback are always among them; elsewhere, none means any
 */
@ConfigurationProperties("meridian.portal")
public record GuardSettings(@DefaultValue List<String> allowedHosts) {}
