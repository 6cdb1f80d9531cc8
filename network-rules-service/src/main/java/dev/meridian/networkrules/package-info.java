/** Who may connect: the rule set of every server. */
@NullMarked
package dev.meridian.networkrules;

import org.jspecify.annotations.NullMarked;
