package dev.meridian.security.fleet;

import dev.meridian.security.seal.MalformedKey;
import dev.meridian.security.seal.OpeningKey;
import dev.meridian.security.seal.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The fleet's keys and certificates, as files. A fleet is all that trusts one CA: the servers, the
 * hosts that run them, and the services that connect to them.
 *
 * <pre>
 * ca.crt                     whom all trust            read by everybody
 * ca.key                     issues certificates       secret
 * sealing-public.json        seals verifiers           read by everybody
 * sealing-private.json       opens them                secret: only hosts need it
 * repository.key             32 bytes, Base64, a line  secret: wraps the keys of backups;
 *                                                      lines after it: those that it followed
 * clients/&lt;role&gt;.crt, .key   PostgreSQL roles          the key is secret
 * </pre>
 *
 * Secrets are readable by their owner only. Nothing that is there is ever written over, but a
 * client's certificate that expires soon. A process that doesn't use a secret doesn't need its
 * file.
 */
public final class FleetDirectory {

  private static final String CA_CERTIFICATE = "ca.crt";
  private static final String CA_KEY = "ca.key";
  private static final String SEALING_PUBLIC = "sealing-public.json";
  private static final String SEALING_PRIVATE = "sealing-private.json";
  private static final String REPOSITORY_KEY = "repository.key";

  private static final int REPOSITORY_KEY_BYTES = 32;
  private static final Duration RENEWED_BEFORE = Duration.ofDays(60);

  /** PostgreSQL's names without quotes; and nothing that leads out of the directory. */
  private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final Path directory;
  private final X509Certificate ca;
  private final Clock clock;

  private FleetDirectory(Path directory, Clock clock) throws IOException {
    this.directory = directory;
    this.clock = clock;
    this.ca = Pem.certificate(FleetFiles.read(directory.resolve(CA_CERTIFICATE)));
  }

  /**
   * Opens the fleet in this directory; makes one first if none is there. Any number of processes
   * may do so at once, and all get the same fleet. One that dies over it leaves a beginning that
   * the next completes.
   *
   * @throws FleetUnusable {@code fleet-damaged} when something of a whole fleet has gone, for what
   *     is lost can't be made again; {@code fleet-unreadable} when files can't be read or written
   */
  public static FleetDirectory createIfAbsent(Path directory) {
    return createIfAbsent(directory, Clock.systemUTC());
  }

  static FleetDirectory createIfAbsent(Path directory, Clock clock) {
    Path home = directory.toAbsolutePath();
    // The CA's certificate is written last: with it, the fleet is whole.
    if (!Files.exists(home.resolve(CA_CERTIFICATE))) {
      try {
        create(home, clock);
      } catch (IOException e) {
        throw unreadable(home, e);
      }
    }
    FleetDirectory fleet = open(home, clock);
    fleet.requireWhole();
    return fleet;
  }

  /**
   * Opens the fleet in this directory, be it only what was handed out of one; makes one first if
   * none is there.
   */
  public static FleetDirectory openOrCreate(Path directory) {
    return Files.exists(directory.resolve(CA_CERTIFICATE))
        ? open(directory)
        : createIfAbsent(directory);
  }

  /**
   * Opens the fleet in this directory.
   *
   * @throws FleetUnusable {@code fleet-absent} when there is none
   */
  public static FleetDirectory open(Path directory) {
    return open(directory.toAbsolutePath(), Clock.systemUTC());
  }

  private static FleetDirectory open(Path directory, Clock clock) {
    try {
      return new FleetDirectory(directory, clock);
    } catch (NoSuchFileException e) {
      throw new FleetUnusable(
          "fleet-absent", "No fleet in %s: it has no %s".formatted(directory, CA_CERTIFICATE), e);
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private static void create(Path home, Clock clock) throws IOException {
    FleetFiles.createDirectories(home);
    byte[] key = new byte[REPOSITORY_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    FleetFiles.secretIfAbsent(
        home.resolve(REPOSITORY_KEY), Base64.getEncoder().encodeToString(key) + "\n");
    String opening =
        FleetFiles.secretIfAbsent(
            home.resolve(SEALING_PRIVATE), OpeningKey.generate().toJson() + "\n");
    FleetFiles.publicIfAbsent(
        home.resolve(SEALING_PUBLIC), OpeningKey.fromJson(opening).sealingKey().toJson() + "\n");
    String caKey =
        FleetFiles.secretIfAbsent(
            home.resolve(CA_KEY), Pem.of(EllipticCurve.newKeyPair().getPrivate()));
    X509Certificate ca = CertificateAuthority.selfSigned(Pem.keyPair(caKey), clock);
    FleetFiles.publicIfAbsent(home.resolve(CA_CERTIFICATE), Pem.of(ca));
  }

  private void requireWhole() {
    List<String> missing =
        List.of(CA_KEY, SEALING_PUBLIC, SEALING_PRIVATE, REPOSITORY_KEY).stream()
            .filter(name -> !Files.exists(directory.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new FleetUnusable(
          "fleet-damaged",
          "The fleet in %s has lost %s; get it back from where you keep a copy"
              .formatted(directory, String.join(", ", missing)),
          null);
    }
  }

  /** The directory itself, absolute. */
  public Path path() {
    return directory;
  }

  /** The certificate of the CA that all trust, PEM: PostgreSQL's {@code ssl_ca_file}. */
  public Path caCertificate() {
    return directory.resolve(CA_CERTIFICATE);
  }

  /** {@link #caCertificate} as text. */
  public String caCertificatePem() {
    return Pem.of(ca);
  }

  /**
   * Issues a certificate for a server, valid for two years, with a new key. Needs {@code ca.key}.
   *
   * @param names DNS names and IP addresses (IPv4 or IPv6, without brackets) by which clients know
   *     it, at least one
   */
  public IssuedCertificate issueServerCertificate(Collection<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("A server has at least one name or address");
    }
    KeyPair keys = EllipticCurve.newKeyPair();
    X509Certificate certificate = authority().forServer(keys.getPublic(), names);
    return new IssuedCertificate(
        Pem.of(certificate), Pem.of(keys.getPrivate()), certificate.getNotAfter().toInstant());
  }

  /**
   * The certificate by which a role of Meridian's own connects to any server of the fleet. It is
   * issued when it is first asked for, for two years, and again in the last 60 days of these; that
   * needs {@code ca.key}.
   *
   * @param role the PostgreSQL role, and the certificate's common name
   */
  public CertificateFiles clientCertificate(String role) {
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException("Not a role that needs no quotes: " + role);
    }
    Path clients = directory.resolve("clients");
    CertificateFiles files =
        new CertificateFiles(clients.resolve(role + ".crt"), clients.resolve(role + ".key"));
    try {
      if (!Files.exists(files.certificate())) {
        FleetFiles.createDirectories(clients);
        FleetFiles.publicIfAbsent(files.certificate(), clientCertificate(role, files));
      } else if (expiresSoon(files) && Files.exists(directory.resolve(CA_KEY))) {
        FleetFiles.replacePublic(files.certificate(), clientCertificate(role, files));
      }
      return files;
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /** The key comes first and stays, so that key and certificate belong together at all times. */
  private String clientCertificate(String role, CertificateFiles files) throws IOException {
    CertificateAuthority authority = authority();
    String key =
        FleetFiles.secretIfAbsent(
            files.privateKey(), Pem.of(EllipticCurve.newKeyPair().getPrivate()));
    return Pem.of(authority.forClient(Pem.keyPair(key).getPublic(), role));
  }

  private boolean expiresSoon(CertificateFiles files) throws IOException {
    X509Certificate certificate = Pem.certificate(FleetFiles.read(files.certificate()));
    Instant expiresAt = certificate.getNotAfter().toInstant();
    return expiresAt.isBefore(clock.instant().plus(RENEWED_BEFORE));
  }

  /**
   * TLS as a role of Meridian's own: shows {@link #clientCertificate} and trusts what the fleet's
   * CA issued, nothing else. A context doesn't compare a server's name with its certificate: ask
   * for that where the connection is made ({@code sslmode=verify-full}, or {@code
   * SSLParameters.setEndpointIdentificationAlgorithm("HTTPS")}).
   */
  public SSLContext clientContext(String role) {
    CertificateFiles files = clientCertificate(role);
    try {
      return TlsContexts.of(
          Pem.keyPair(FleetFiles.read(files.privateKey())).getPrivate(),
          Pem.certificate(FleetFiles.read(files.certificate())),
          ca);
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /** The key that wraps the keys of new backups, 32 bytes: a secret. */
  public byte[] repositoryKey() {
    return Base64.getDecoder().decode(repositoryKeys().getFirst());
  }

  /**
   * {@link #repositoryKey} and those that it followed, which still open what they wrapped, each 32
   * bytes in Base64: the lines of the file. Secrets.
   */
  public List<String> repositoryKeys() {
    List<String> keys =
        text(REPOSITORY_KEY).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    for (String key : keys) {
      requireRepositoryKey(key);
    }
    if (keys.isEmpty()) {
      throw damaged(REPOSITORY_KEY, REPOSITORY_KEY_BYTES + " bytes");
    }
    return keys;
  }

  private void requireRepositoryKey(String key) {
    try {
      if (Base64.getDecoder().decode(key).length != REPOSITORY_KEY_BYTES) {
        throw damaged(REPOSITORY_KEY, REPOSITORY_KEY_BYTES + " bytes");
      }
    } catch (IllegalArgumentException _) {
      throw damaged(REPOSITORY_KEY, "Base64");
    }
  }

  /** The public key that seals verifiers. */
  public SealingKey sealingKey() {
    try {
      return SealingKey.fromJson(text(SEALING_PUBLIC));
    } catch (MalformedKey _) {
      throw damaged(SEALING_PUBLIC, "a public sealing key");
    }
  }

  /** The private key that opens sealed verifiers: only for hosts. */
  public OpeningKey openingKey() {
    try {
      return OpeningKey.fromJson(text(SEALING_PRIVATE));
    } catch (MalformedKey _) {
      throw damaged(SEALING_PRIVATE, "a private sealing key");
    }
  }

  /**
   * Puts what one process uses into a directory of its own, so that it need not see the rest: whom
   * to trust, and these parts. What is there already is brought up to date.
   */
  public void handOut(Path target, Set<Part> parts) {
    try {
      FleetFiles.createDirectories(target);
      if (parts.contains(Part.SEALING)) {
        FleetFiles.replacePublic(target.resolve(SEALING_PUBLIC), text(SEALING_PUBLIC));
      }
      if (parts.contains(Part.REPOSITORY)) {
        FleetFiles.replaceSecret(target.resolve(REPOSITORY_KEY), text(REPOSITORY_KEY));
      }
      FleetFiles.replacePublic(target.resolve(CA_CERTIFICATE), caCertificatePem());
    } catch (IOException e) {
      throw unreadable(target, e);
    }
  }

  /** As {@link #handOut}, for who connects to servers as a role of Meridian's own. */
  public void handOut(Path target, Set<Part> parts, String role) {
    CertificateFiles client = clientCertificate(role);
    Path clients = target.resolve("clients");
    try {
      FleetFiles.createDirectories(clients);
      FleetFiles.replaceSecret(
          clients.resolve(role + ".key"), FleetFiles.read(client.privateKey()));
      FleetFiles.replacePublic(
          clients.resolve(role + ".crt"), FleetFiles.read(client.certificate()));
    } catch (IOException e) {
      throw unreadable(target, e);
    }
    handOut(target, parts);
  }

  /** What can be handed out of a fleet. */
  public enum Part {
    /** The public key that seals verifiers. */
    SEALING,
    /** The key that wraps the keys of backups. */
    REPOSITORY
  }

  private CertificateAuthority authority() {
    try {
      return new CertificateAuthority(Pem.keyPair(text(CA_KEY)).getPrivate(), ca, clock);
    } catch (IOException _) {
      throw damaged(CA_KEY, "a P-256 private key in PEM");
    }
  }

  private String text(String name) {
    try {
      return FleetFiles.read(directory.resolve(name));
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private FleetUnusable damaged(String name, String expected) {
    return new FleetUnusable(
        "fleet-damaged",
        "%s isn't %s; get it back from where you keep a copy"
            .formatted(directory.resolve(name), expected),
        null);
  }

  private static FleetUnusable unreadable(Path directory, IOException cause) {
    return new FleetUnusable(
        "fleet-unreadable",
        "The fleet in %s can't be read or written: %s".formatted(directory, cause.getMessage()),
        cause);
  }
}
