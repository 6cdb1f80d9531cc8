/** The settings that a server runs with: its tier's share of the machine, and Meridian's own. */
@NullMarked
package dev.meridian.host.configuration;

import org.jspecify.annotations.NullMarked;
