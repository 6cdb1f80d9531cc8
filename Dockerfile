# Every deployable of Meridian, a target each:
#   docker build --target backup-service -t meridian/backup-service .
# The classic builder and BuildKit both do it.
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG JRE_IMAGE=eclipse-temurin:25-jre

# The jars, from their sources; or, with JARS=context, those that were built beforehand by
#   ./mvnw -Pdeployables -Dmaven.test.skip=true package
# where no Maven repository can be reached from within a build.
FROM ${JDK_IMAGE} AS jars
ARG JARS=sources
WORKDIR /meridian
COPY . .
RUN if [ "$JARS" != context ]; then ./mvnw -B -q -Pdeployables -Dmaven.test.skip=true clean package; fi
# Extracted, because Micronaut doesn't find its beans in a jar within a jar.
RUN mkdir /apps && \
    for service in inventory-service backup-service restore-service network-rules-service postgres-host portal; do \
      java -Djarmode=tools -jar $service/target/*-exec.jar extract --destination /apps/$service && \
      mv /apps/$service/*-exec.jar /apps/$service/app.jar || exit 1; \
    done && \
    mv standalone/target/app /apps/meridian

# What all of them stand on. One user for all, so that what one writes another can read.
FROM ${JRE_IMAGE} AS base
RUN groupadd --gid 10001 meridian && \
    useradd --uid 10001 --gid meridian --home-dir /var/lib/meridian --shell /usr/sbin/nologin meridian && \
    install -d -o meridian -g meridian /var/lib/meridian /var/lib/meridian/servers \
      /var/lib/meridian/repository /var/lib/meridian/repository/local /var/lib/meridian/repository/local-pair \
      /run/meridian /run/meridian/fleet /run/meridian/database
COPY deployment/healthy /usr/local/bin/
ENV JDK_JAVA_OPTIONS="-Xmx512m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    MERIDIAN_LISTENADDRESS=0.0.0.0
USER meridian
WORKDIR /app

FROM base AS inventory-service
COPY --from=jars /apps/inventory-service ./
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8081"]
ENTRYPOINT ["java", "-jar", "app.jar"]

FROM base AS backup-service
COPY --from=jars /apps/backup-service ./
EXPOSE 8082
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8082"]
ENTRYPOINT ["java", "-jar", "app.jar"]

FROM base AS restore-service
COPY --from=jars /apps/restore-service ./
EXPOSE 8083
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8083"]
ENTRYPOINT ["java", "-jar", "app.jar"]

FROM base AS network-rules-service
COPY --from=jars /apps/network-rules-service ./
EXPOSE 8084
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8084"]
ENTRYPOINT ["java", "-jar", "app.jar"]

# PostgreSQL's processes become the container's own when they are started: run it with an init (--init), which
# takes them in. Servers listen where clients of the container can reach them; nobody gets in without a network rule.
FROM base AS postgres-host
COPY deployment/postgres-host /usr/local/bin/
COPY --from=jars /apps/postgres-host ./
ENV MERIDIAN_POSTGRESHOST_LISTENADDRESSES=* \
    MERIDIAN_POSTGRESHOST_STOPSERVERSONSHUTDOWN=true
EXPOSE 8085 5500-5509
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8085"]
ENTRYPOINT ["postgres-host"]

FROM base AS portal
COPY --from=jars /apps/portal ./
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "8080"]
ENTRYPOINT ["java", "-jar", "app.jar"]

# The commands: the CLI's, the demo, and the one that makes a deployment's secrets.
FROM base AS meridian
USER root
RUN install -d -o meridian -g meridian /secrets /secrets/postgres-host /secrets/backup-service \
      /secrets/restore-service /secrets/inventory-service /secrets/database
USER meridian
COPY --from=jars /apps/meridian ./
ENV JDK_JAVA_OPTIONS=
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", \
  "--sun-misc-unsafe-memory-access=allow", "-cp", "lib/*", "dev.meridian.standalone.Main"]
