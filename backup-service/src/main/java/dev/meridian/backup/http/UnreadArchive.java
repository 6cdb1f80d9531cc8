package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.catalogue.Unread;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What could not be read: a region's repository, or the archive of one server in it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnreadArchive(String region, @Nullable UUID serverId, String why) {

  static UnreadArchive of(Unread unread) {
    return new UnreadArchive(unread.region(), unread.serverId(), unread.why());
  }
}
