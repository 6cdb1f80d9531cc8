package dev.meridian.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/architecture.md and CONTRIBUTING.md, held against the code of every module. */
class ArchitectureTest {

  private static final List<String> SERVICES =
      List.of("inventory", "backup", "restore", "networkrules", "host");

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.meridian");

  @Test
  void everyModuleIsLookedAt() {
    for (String part :
        List.of(
            "events",
            "messaging",
            "postgres",
            "repository",
            "security",
            "portal",
            "cli",
            "standalone")) {
      assertThat(in("dev.meridian." + part)).as(part).isNotEmpty();
    }
    for (String service : SERVICES) {
      assertThat(in("dev.meridian." + service)).as(service).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inventory", "backup", "restore", "networkrules", "host"})
  void noServiceImportsAnother(String service) {
    String[] others =
        SERVICES.stream()
            .filter(other -> !other.equals(service))
            .map(other -> "dev.meridian.%s..".formatted(other))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("dev.meridian.%s..".formatted(service))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(ALL);
  }

  /** It may run elsewhere, and stands on what anybody can stand on: the services' HTTP APIs. */
  @Test
  void thePortalKnowsTheServicesByTheirHttpApisOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.meridian.portal..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.meridian..").and(resideOutsideOfPackage("dev.meridian.portal..")))
        .check(ALL);
    slices().matching("dev.meridian.portal.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void onlyMessagingPackagesKnowTheEvents() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.meridian.events..", "..messaging..", "dev.meridian.testsupport..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.meridian.events..")
        .check(ALL);
  }

  @Test
  void onlyPostgresHostTouchesADataDirectoryOrAPostgresProcess() {
    noClasses()
        .that()
        .resideInAPackage("dev.meridian..")
        .and()
        .resideOutsideOfPackages(
            "dev.meridian.postgres.runtime..",
            "dev.meridian.host..",
            // Runs the services' own database, and nobody's server.
            "dev.meridian.standalone..",
            "dev.meridian.testsupport..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.meridian.postgres.runtime..")
        .check(ALL);
  }

  @Test
  void controllersLiveInHttpPackages() {
    classes()
        .that()
        .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
        .should()
        .resideInAPackage("..http")
        .check(ALL);
  }

  @Test
  void theDomainKnowsNeitherHttpNorKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            SERVICES.stream().map("dev.meridian.%s.."::formatted).toArray(String[]::new))
        .and()
        .resideOutsideOfPackages("..http..", "..messaging..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.web..", "org.apache.kafka..", "org.springframework.kafka..")
        .check(ALL);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Dto|DTO|Manager|Helper|Util|Utils)(\\$.*)?")
        .check(ALL);
    noClasses().should().resideInAnyPackage("..impl..", "..util..", "..utils..").check(ALL);
  }

  @Test
  void theTimeComesFromAClock() {
    noClasses()
        .that()
        .resideInAnyPackage(
            Stream.concat(SERVICES.stream(), Stream.of("portal"))
                .map("dev.meridian.%s.."::formatted)
                .toArray(String[]::new))
        .should()
        .callMethod(Instant.class, "now")
        .check(ALL);
  }

  @Test
  void noModuleIsPartOfACycle() {
    slices().matching("dev.meridian.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inventory", "backup", "restore", "networkrules", "host", "portal"})
  void noMoreThanThreeInFiveTypesOfAServiceArePublic(String service) {
    List<JavaClass> types =
        in("dev.meridian." + service).stream()
            .filter(type -> !type.isAnonymousClass() && !type.getSimpleName().startsWith("$"))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .toList();
    long open = types.stream().filter(ArchitectureTest::isOpen).count();
    assertThat(open)
        .as("public types of %d", types.size())
        .isLessThanOrEqualTo(types.size() * 3 / 5);
  }

  /** Public, and so is all that it lies in. */
  private static boolean isOpen(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isOpen).orElse(true);
  }

  @Test
  void everyPackageSaysWhatItOwnsAndIsNullMarked() {
    Set<String> marked =
        ALL.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .filter(type -> type.isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    Set<String> unmarked =
        ALL.stream()
            .filter(type -> !type.getSimpleName().startsWith("$"))
            .map(JavaClass::getPackageName)
            .filter(name -> !marked.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).isEmpty();
  }

  private static List<JavaClass> in(String name) {
    return ALL.stream()
        .filter(
            type ->
                Stream.of(type.getPackageName())
                    .anyMatch(each -> each.equals(name) || each.startsWith(name + ".")))
        .toList();
  }

  @Test
  void serviceSettingsAreRecords() {
    classes()
        .that()
        .areAnnotatedWith("org.springframework.boot.context.properties.ConfigurationProperties")
        .should()
        .beRecords()
        .check(ALL);
  }
}
