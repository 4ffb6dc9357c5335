# sitehaul in a container: a bundle on Deno, without a shell, run by an unprivileged user.
#
#   docker build -t sitehaul .
#   mkdir -p backups ~/.cache/sitehaul
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/backups:/backups" \
#     -v ~/.cache/sitehaul:/tmp/sitehaul -e SITEHAUL_SECRET \
#     sitehaul backup www.example.com --download --dir /backups
#
# With --user, the archives are yours; without it, /backups must belong to the user 65532. The second
# volume keeps the site cache: without it, --rm discards it, and each site has to be found again.
#
# The images are pinned by version only, because their digests have to be looked up on the network:
# `docker buildx imagetools inspect denoland/deno:2.9.6` shows the one to append.
#
# The bundle is the same for every processor, so it is made by the one that is here.
FROM --platform=$BUILDPLATFORM denoland/deno:2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock ./
# Exactly the packages of the lock file, or a failure; cached as a layer until that file changes.
RUN deno install --frozen
COPY mod.ts ./
COPY src src
COPY plugins plugins
COPY packaging packaging
RUN deno task bundle && mkdir -m 0700 /backups

FROM denoland/deno:distroless-2.9.6
LABEL org.opencontainers.image.title="sitehaul" \
      org.opencontainers.image.description="Takes, downloads, verifies and manages website backups through the remote JSON API of Akeeba Backup" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/dist/sitehaul.js /sitehaul.js
COPY --from=build --chown=65532:65532 /backups /backups
# Unprivileged: `nonroot` of the distroless images.
USER 65532:65532
WORKDIR /backups
ENV SITEHAUL_CACHE=/tmp/sitehaul
# For containers that keep running, as with `simulate`. A command that ends, such as `backup`, reports
# through its exit status, and is over before the first check.
HEALTHCHECK --interval=5m --timeout=10s CMD ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "/sitehaul.js", "version"]
ENTRYPOINT ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "--v8-flags=--max-semi-space-size=2", "--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "/sitehaul.js"]
CMD ["help"]
