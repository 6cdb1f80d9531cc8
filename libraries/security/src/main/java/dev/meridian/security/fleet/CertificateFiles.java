package dev.meridian.security.fleet;

import java.nio.file.Path;

/**
 * A certificate and its private key, as files.
 *
 * @param certificate PEM
 * @param privateKey PKCS #8 in PEM, not encrypted, readable by its owner only
 */
public record CertificateFiles(Path certificate, Path privateKey) {}
