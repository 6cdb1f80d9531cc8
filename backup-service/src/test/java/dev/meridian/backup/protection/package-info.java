/** Tests of protection. */
package dev.meridian.backup.protection;
