/** What is protected: servers, where they are, for how long and where their backups are kept. */
@NullMarked
package dev.meridian.backup.protection;

import org.jspecify.annotations.NullMarked;
