package dev.meridian.inventory.placement;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long to wait for hosts, and for their ports.
 *
 * @param silence how long a host may be silent before it gets no new server
 * @param patience how long a server waits for a silent host that would suit it
 * @param lostAfter how long a host is silent before nobody waits for it to give a cancelled restore
 *     up
 * @param avoidPortFor how long a port at which a host found something else is given to no server,
 *     as long as there is another
 */
@ConfigurationProperties("meridian.inventory.placement")
public record PlacementSettings(
    @DefaultValue("30s") Duration silence,
    @DefaultValue("60s") Duration patience,
    @DefaultValue("5m") Duration lostAfter,
    @DefaultValue("15m") Duration avoidPortFor) {}
