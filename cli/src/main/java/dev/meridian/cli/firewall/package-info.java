/** Commands on firewall rules. */
@NullMarked
package dev.meridian.cli.firewall;

import org.jspecify.annotations.NullMarked;
