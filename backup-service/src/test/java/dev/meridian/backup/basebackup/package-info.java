/** Tests of basebackup. */
package dev.meridian.backup.basebackup;
