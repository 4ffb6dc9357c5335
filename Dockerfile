# sitehaul in a container: a bundle on Deno, without a shell, for a user without rights.
#
#   docker build -t sitehaul .
#   mkdir -p backups
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/backups:/backups" -e SITEHAUL_SECRET \
#     sitehaul backup www.example.com --download --dir /backups
#
# With --user, the archives are yours; without it, /backups must belong to the user 65532.
FROM denoland/deno:2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock mod.ts ./
COPY src src
COPY plugins plugins
COPY packaging packaging
RUN deno task bundle && mkdir -m 0700 /backups

FROM denoland/deno:distroless-2.9.6
COPY --from=build /build/dist/sitehaul.js /sitehaul.js
COPY --from=build --chown=65532:65532 /backups /backups
USER 65532:65532
WORKDIR /backups
ENV SITEHAUL_CACHE=/tmp/sitehaul
HEALTHCHECK --interval=5m --timeout=10s CMD ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "/sitehaul.js", "version"]
ENTRYPOINT ["/bin/deno", "run", "--quiet", "--no-remote", "--cached-only", "--v8-flags=--max-semi-space-size=2", "--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "/sitehaul.js"]
CMD ["help"]
