/** The regions that a deployment names in its settings, each with a repository of its own. */
@NullMarked
package dev.meridian.regions;

import org.jspecify.annotations.NullMarked;
