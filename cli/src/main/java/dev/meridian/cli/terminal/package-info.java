/** What a command reads from and writes to: text, tables, times, passwords, progress. */
@NullMarked
package dev.meridian.cli.terminal;

import org.jspecify.annotations.NullMarked;
