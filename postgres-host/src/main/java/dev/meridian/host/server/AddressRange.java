package dev.meridian.host.server;

/** Addresses that may connect, IPv4 or IPv6, from the first to the last, both included. */
public record AddressRange(String first, String last) {}
