/** The way to the servers: replication connections, both sides of which prove who they are. */
@NullMarked
package dev.meridian.backup.connection;

import org.jspecify.annotations.NullMarked;
