/** The command line: the root command and how a command line is run. */
@NullMarked
package dev.meridian.cli;

import org.jspecify.annotations.NullMarked;
