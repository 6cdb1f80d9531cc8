/** Commands on servers. */
@NullMarked
package dev.meridian.cli.server;

import org.jspecify.annotations.NullMarked;
