/** Whether archives are as they were written: all of them again and again, and on demand. */
@NullMarked
package dev.meridian.backup.verification;

import org.jspecify.annotations.NullMarked;
