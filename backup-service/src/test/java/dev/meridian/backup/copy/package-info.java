/** Tests of the copies. */
package dev.meridian.backup.copy;
