@org.jspecify.annotations.NullMarked
package dev.meridian.backup.retention;
