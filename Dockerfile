# The command on a base that has Node and nothing else: no shell, no package manager. It runs as nobody, on a file system that
# may be read-only, and writes below /work only: docs/scheduling.md#containers. Nothing is fetched but the two bases, and the packages that
# the lockfile names by digest. Give the bases by digest where that is to be the same for each build:
#   docker build --build-arg BUILD_IMAGE=node@sha256:... --build-arg RUN_IMAGE=gcr.io/distroless/nodejs24-debian13@sha256:... .
ARG BUILD_IMAGE=node:24-trixie-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BUILD_IMAGE} AS dependencies
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY src ./src
COPY policies/policy.wasm policies/catalogue.json ./policies/
RUN node scripts/build.ts

FROM ${RUN_IMAGE}
LABEL org.opencontainers.image.title="byok-audit" \
      org.opencontainers.image.description="Audits self-managed encryption keys (BYOK) on Confluent Cloud" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY package.json LICENSE /app/
COPY policies/policy.wasm policies/catalogue.json /app/policies/
COPY docs/schemas /app/docs/schemas
COPY --from=dependencies /src/node_modules /app/node_modules
COPY --from=build /src/dist /app/dist
USER 65532:65532
# to be mounted: what a scan reads and writes, its configuration, report and history
WORKDIR /work
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/cli/main.js"]
CMD ["--help"]
