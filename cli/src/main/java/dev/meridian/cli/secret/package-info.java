/** Commands that seal secrets for events. */
@NullMarked
package dev.meridian.cli.secret;

import org.jspecify.annotations.NullMarked;
