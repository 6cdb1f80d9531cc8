/** How the portal asks the services, and what it makes of their answers. */
@NullMarked
package dev.meridian.portal.service;

import org.jspecify.annotations.NullMarked;
