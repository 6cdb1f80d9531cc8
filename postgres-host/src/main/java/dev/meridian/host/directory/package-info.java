/** Where each server's files lie. */
@NullMarked
package dev.meridian.host.directory;

import org.jspecify.annotations.NullMarked;
