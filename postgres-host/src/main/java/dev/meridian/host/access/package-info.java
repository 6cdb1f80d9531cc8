/** Who gets into a server: client authentication, roles and passwords. */
@NullMarked
package dev.meridian.host.access;

import org.jspecify.annotations.NullMarked;
