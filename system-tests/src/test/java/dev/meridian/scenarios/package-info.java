/** What the whole of Meridian can do, and what it stands: one class per capability or fault. */
@NullMarked
package dev.meridian.scenarios;

import org.jspecify.annotations.NullMarked;
