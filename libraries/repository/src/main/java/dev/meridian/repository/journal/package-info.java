/**
 * Commit journals: where a synchronous server's log is durable before it is in the archive. The one
 * part of a repository that is overwritten.
 */
@NullMarked
package dev.meridian.repository.journal;

import org.jspecify.annotations.NullMarked;
