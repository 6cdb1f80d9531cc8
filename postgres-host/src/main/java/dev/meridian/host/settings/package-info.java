/** What an operator sets about this host, and whether it can work. */
@NullMarked
package dev.meridian.host.settings;

import org.jspecify.annotations.NullMarked;
