package dev.meridian.security.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetDirectoryTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:59:59Z");

  @TempDir Path temporary;

  @Test
  void aNewFleetHasAllItsFilesAndNoOthers() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    assertThat(contents().keySet())
        .containsExactlyInAnyOrder(
            "ca.crt", "ca.key", "sealing-public.json", "sealing-private.json", "repository.key");
    assertThat(fleet.path()).isEqualTo(home().toAbsolutePath());
    assertThat(fleet.caCertificate()).content().isEqualTo(fleet.caCertificatePem());
    assertThat(fleet.repositoryKey()).hasSize(32).isNotEqualTo(new byte[32]);
    UUID server = UUID.randomUUID();
    assertThat(fleet.openingKey().open(server, fleet.sealingKey().seal(server, "v")))
        .isEqualTo("v");
  }

  @Test
  void secretsAreReadableByTheirOwnerOnly() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    Path clientKey = fleet.clientCertificate("meridian_replication").privateKey();
    for (String name : List.of("ca.key", "sealing-private.json", "repository.key")) {
      assertThat(mode(home().resolve(name))).as(name).isEqualTo("rw-------");
    }
    assertThat(mode(clientKey)).isEqualTo("rw-------");
    assertThat(mode(home().resolve("ca.crt"))).isEqualTo("rw-r--r--");
    assertThat(mode(home().resolve("sealing-public.json"))).isEqualTo("rw-r--r--");
  }

  @Test
  void aFleetThatIsThereStaysAsItIs() throws IOException {
    FleetDirectory.createIfAbsent(home()).clientCertificate("meridian_replication");
    Map<String, String> before = contents();
    FleetDirectory.createIfAbsent(home()).clientCertificate("meridian_replication");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void manyAtOnceGetOneFleet() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path home = temporary.resolve("round" + round);
      CyclicBarrier start = new CyclicBarrier(4);
      try (var threads = Executors.newFixedThreadPool(4)) {
        List<Future<List<String>>> seen =
            IntStream.range(0, 4)
                .mapToObj(
                    _ ->
                        threads.submit(
                            () -> {
                              start.await();
                              return facts(FleetDirectory.createIfAbsent(home));
                            }))
                .toList();
        Set<List<String>> distinct = new HashSet<>();
        for (Future<List<String>> one : seen) {
          distinct.add(one.get());
        }
        assertThat(distinct).hasSize(1);
      }
    }
  }

  @Test
  void aBeginningIsCompleted() throws IOException {
    FleetDirectory.createIfAbsent(home());
    Map<String, String> before = contents();
    Files.delete(home().resolve("ca.crt"));
    Files.delete(home().resolve("sealing-public.json"));
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    Map<String, String> after = contents();
    for (String kept : List.of("ca.key", "sealing-private.json", "repository.key")) {
      assertThat(after.get(kept)).as(kept).isEqualTo(before.get(kept));
    }
    assertThat(after.get("sealing-public.json")).isEqualTo(before.get("sealing-public.json"));
    assertThat(fleet.issueServerCertificate(List.of("localhost")).certificate()).isNotEmpty();
  }

  @Test
  void whatIsHandedOutIsAFleetOfItsOwnWithNothingElseInIt() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    Path target = temporary.resolve("backup-service");

    fleet.handOut(target, Set.of(FleetDirectory.Part.REPOSITORY), "meridian_replication");
    fleet.handOut(target, Set.of(FleetDirectory.Part.REPOSITORY), "meridian_replication");

    FleetDirectory handedOut = FleetDirectory.openOrCreate(target);
    assertThat(handedOut.repositoryKey()).isEqualTo(fleet.repositoryKey());
    assertThat(handedOut.caCertificatePem()).isEqualTo(fleet.caCertificatePem());
    assertThat(handedOut.clientContext("meridian_replication")).isNotNull();
    assertThatThrownBy(handedOut::openingKey).isInstanceOf(FleetUnusable.class);
    assertThatThrownBy(handedOut::sealingKey).isInstanceOf(FleetUnusable.class);
    assertThatThrownBy(() -> handedOut.issueServerCertificate(List.of("localhost")))
        .isInstanceOf(FleetUnusable.class);
    assertThat(mode(target.resolve("repository.key"))).isEqualTo("rw-------");
    assertThat(mode(target.resolve("clients/meridian_replication.key"))).isEqualTo("rw-------");
  }

  @Test
  void theSealingKeyIsHandedOutAlone() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    Path target = temporary.resolve("inventory-service");

    fleet.handOut(target, Set.of(FleetDirectory.Part.SEALING));

    UUID server = UUID.randomUUID();
    String sealed = FleetDirectory.open(target).sealingKey().seal(server, "v");
    assertThat(fleet.openingKey().open(server, sealed)).isEqualTo("v");
    assertThat(target.toFile().list()).containsExactlyInAnyOrder("ca.crt", "sealing-public.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ca.key", "sealing-public.json", "sealing-private.json", "repository.key"})
  void whatAWholeFleetHasLostIsNotMadeAgain(String lost) throws IOException {
    FleetDirectory.createIfAbsent(home());
    Files.delete(home().resolve(lost));
    assertThatThrownBy(() -> FleetDirectory.createIfAbsent(home()))
        .isInstanceOfSatisfying(
            FleetUnusable.class, e -> assertThat(e.code()).isEqualTo("fleet-damaged"))
        .hasMessageContaining(lost);
    assertThat(home().resolve(lost)).doesNotExist();
  }

  @Test
  void whereThereIsNoFleetNoneIsOpened() {
    assertThatThrownBy(() -> FleetDirectory.open(home()))
        .isInstanceOfSatisfying(
            FleetUnusable.class, e -> assertThat(e.code()).isEqualTo("fleet-absent"));
    assertThat(home()).doesNotExist();
  }

  @Test
  void aFileThatIsSomethingElseIsNamedAndNotQuoted() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    for (String name : List.of("ca.key", "sealing-private.json", "repository.key")) {
      Files.writeString(home().resolve(name), "hush");
    }
    assertThatThrownBy(fleet::repositoryKey)
        .hasMessageContaining("repository.key")
        .satisfies(this::keepsQuiet);
    assertThatThrownBy(fleet::openingKey)
        .hasMessageContaining("sealing-private.json")
        .satisfies(this::keepsQuiet);
    assertThatThrownBy(() -> fleet.issueServerCertificate(List.of("localhost")))
        .hasMessageContaining("ca.key")
        .satisfies(this::keepsQuiet);
  }

  @Test
  void aServersCertificateNamesAllItsNames() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home(), Clock.fixed(NOW, ZoneOffset.UTC));
    IssuedCertificate issued =
        fleet.issueServerCertificate(List.of("db.example.org", "127.0.0.1", "::1"));
    X509Certificate certificate = certificate(issued.certificate());
    certificate.verify(certificate(fleet.caCertificatePem()).getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.getLast()))
        .containsExactlyInAnyOrder("db.example.org", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(issued.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(730)));
    assertThat(issued.privateKey()).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(issued.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aServerHasANameAndLongOnesWork() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    assertThatThrownBy(() -> fleet.issueServerCertificate(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    String longName = "a".repeat(60) + "." + "b".repeat(60) + ".example.org";
    assertThat(
            certificate(fleet.issueServerCertificate(List.of(longName)).certificate())
                .getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.getLast()))
        .containsExactly(longName);
  }

  @Test
  void theCaIsValidForTenYearsAndSignsNoOtherCa() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home(), Clock.fixed(NOW, ZoneOffset.UTC));
    X509Certificate ca = certificate(fleet.caCertificatePem());
    assertThat(ca.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    assertThat(ca.getBasicConstraints()).isZero();
  }

  @Test
  void aClientsCertificateNamesItsRole() throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    CertificateFiles files = fleet.clientCertificate("meridian_replication");
    assertThat(files.certificate()).isEqualTo(home().resolve("clients/meridian_replication.crt"));
    X509Certificate certificate = certificate(Files.readString(files.certificate()));
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=meridian_replication");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(files.privateKey()).content().startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../ca", "Meridian", "a/b", "a.b", "1a", "a,CN=postgres"})
  void aRoleThatIsNoPlainNameIsRefused(String role) {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    assertThatThrownBy(() -> fleet.clientCertificate(role))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClientsCertificateIsRenewedBeforeItExpires() throws Exception {
    CertificateFiles files = createdAt(NOW).clientCertificate("meridian_replication");
    String first = Files.readString(files.certificate());
    String key = Files.readString(files.privateKey());
    createdAt(NOW.plus(Duration.ofDays(669))).clientCertificate("meridian_replication");
    assertThat(files.certificate()).hasContent(first);
    createdAt(NOW.plus(Duration.ofDays(671))).clientCertificate("meridian_replication");
    assertThat(certificate(Files.readString(files.certificate())).getNotAfter().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(671 + 730)));
    assertThat(files.privateKey()).hasContent(key);
  }

  private FleetDirectory createdAt(Instant time) {
    return FleetDirectory.createIfAbsent(home(), Clock.fixed(time, ZoneOffset.UTC));
  }

  @Test
  void aKeyThatFollowedOthersStandsBeforeThem() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(home());
    String old = fleet.repositoryKeys().getFirst();
    byte[] bytes = new byte[32];
    bytes[0] = 1;
    String present = Base64.getEncoder().encodeToString(bytes);
    Files.writeString(home().resolve("repository.key"), present + "\n\n " + old + "\n");
    assertThat(fleet.repositoryKeys()).containsExactly(present, old);
    assertThat(fleet.repositoryKey()).isEqualTo(bytes);

    Files.writeString(home().resolve("repository.key"), present + "\nhush");
    assertThatThrownBy(fleet::repositoryKeys)
        .isInstanceOf(FleetUnusable.class)
        .satisfies(this::keepsQuiet);
  }

  private void keepsQuiet(Throwable thrown) {
    assertThat(thrown).isInstanceOf(FleetUnusable.class);
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      assertThat(at.getMessage()).doesNotContain("hush");
    }
  }

  private static List<String> facts(FleetDirectory fleet) throws IOException {
    return List.of(
        fleet.caCertificatePem(),
        new String(fleet.repositoryKey(), StandardCharsets.ISO_8859_1),
        fleet.sealingKey().toJson(),
        fleet.openingKey().toJson(),
        Files.readString(fleet.clientCertificate("meridian_replication").certificate()),
        fleet.issueServerCertificate(List.of("localhost")).certificate().substring(0, 10));
  }

  private Path home() {
    return temporary.resolve("fleet");
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(home().relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
