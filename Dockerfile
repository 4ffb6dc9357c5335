# sitehaul in a container: a bundle on Deno, without a shell, for a user without rights.
#
#   docker build -t sitehaul .
#   mkdir -p backups ~/.cache/sitehaul
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/backups:/backups" \
#     -v ~/.cache/sitehaul:/tmp/sitehaul -e SITEHAUL_SECRET \
#     sitehaul backup www.example.com --download --dir /backups
#
# With --user, the archives are yours; without it, /backups must belong to the user 65532. The second
# volume keeps what is known of sites: without it, each --rm forgets it, and a site is searched again.
#
# The images are named by version only, since the digests that would pin them have to be looked up on
# the network: `docker buildx imagetools inspect denoland/deno:2.9.6` tells the one to write behind it.
FROM denoland/deno:2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock ./
# Exactly the packages of the lock file, or none; kept as a layer for as long as it stays the same.
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
# Without rights: `nonroot` of the distroless images.
USER 65532:65532
WORKDIR /backups
ENV SITEHAUL_CACHE=/tmp/sitehaul
# For an orchestrator, where a container goes on, as with `simulate`: a command that ends, such as
# `backup`, has its exit status for this, and is over before the first check.
HEALTHCHECK --interval=5m --timeout=10s CMD ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "/sitehaul.js", "version"]
ENTRYPOINT ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "--v8-flags=--max-semi-space-size=2", "--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "/sitehaul.js"]
CMD ["help"]
