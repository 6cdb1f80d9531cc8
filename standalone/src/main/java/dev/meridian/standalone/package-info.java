/**
 * Meridian on one machine: the broker, the services' database, the services and a host, started in
 * order and stopped in the opposite one.
 */
@NullMarked
package dev.meridian.standalone;

import org.jspecify.annotations.NullMarked;
