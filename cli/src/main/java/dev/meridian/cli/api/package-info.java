/** Meridian's HTTP APIs: where they are, and what they answer. */
@NullMarked
package dev.meridian.cli.api;

import org.jspecify.annotations.NullMarked;
