/**
 * What the services share to speak the contract: auto-configured by Spring Boot, one set for each
 * service.
 */
@NullMarked
package dev.meridian.messaging;

import org.jspecify.annotations.NullMarked;
