/** Firewall rules: the addresses that may connect to each server. */
@NullMarked
package dev.meridian.networkrules.firewall;

import org.jspecify.annotations.NullMarked;
