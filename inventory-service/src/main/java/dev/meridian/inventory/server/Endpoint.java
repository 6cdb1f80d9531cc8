package dev.meridian.inventory.server;

/** Where a server can be reached. */
public record Endpoint(String host, int port) {}
