/** Micronaut Data JDBC inside a Spring service: one pool, one transaction. */
@NullMarked
package dev.meridian.messaging.micronaut;

import org.jspecify.annotations.NullMarked;
