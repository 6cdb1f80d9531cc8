/** What an operator sets about this service. */
@NullMarked
package dev.meridian.backup.settings;

import org.jspecify.annotations.NullMarked;
