/**
 * The backup repository: where servers' backups and WAL archives live. {@link
 * dev.meridian.repository.Repository} is the way in; docs/repository-format.md defines what is
 * stored.
 */
@NullMarked
package dev.meridian.repository;

import org.jspecify.annotations.NullMarked;
