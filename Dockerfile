# Culvert as an image: the command line with its libraries, without the embedded servers.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -ntp -Dmaven.test.skip=true -pl cli -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --home-dir /nonexistent culvert
COPY --from=build /src/culvert /opt/culvert/culvert
COPY --from=build /src/cli/target/lib /opt/culvert/lib
COPY --from=build /src/cli/target/culvert-cli-*.jar /opt/culvert/lib/
USER culvert
ENTRYPOINT ["/opt/culvert/culvert"]
