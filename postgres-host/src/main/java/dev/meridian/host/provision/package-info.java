/** Makes new, empty servers. */
@NullMarked
package dev.meridian.host.provision;

import org.jspecify.annotations.NullMarked;
