/** Commands on events: what is on the topics, and what is sent there. */
@NullMarked
package dev.meridian.cli.messaging;

import org.jspecify.annotations.NullMarked;
