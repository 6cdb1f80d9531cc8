/** A server as a process on this machine: configured, started, stopped, asked. */
@NullMarked
package dev.meridian.host.instance;

import org.jspecify.annotations.NullMarked;
