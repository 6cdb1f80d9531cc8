/** Tests of wal. */
package dev.meridian.backup.wal;
