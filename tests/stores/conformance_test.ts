/** The same cases on every kind of store. */
import { relative } from "node:path/posix";
import { pathToFileURL } from "node:url";
import { openStore } from "../../src/stores/open_store.ts";
import type { Kind } from "./conformance/case.ts";
import { testStore } from "./conformance/test_store.ts";
import { startFtpMiddleman, startMiddleman } from "./middleman.ts";
import { urlPath } from "./reading.ts";
import {
  ENCODED,
  noFtp,
  noSsh,
  type Running,
  type RunningSsh,
  startFtp,
  startSsh,
  tlsPath,
} from "./servers.ts";

const root = await Deno.makeTempDir({ prefix: "sitehaul-stores-" });
const files = `${root}/files`;
let [ftp, ssh]: [Running | undefined, RunningSsh | undefined] = [undefined, undefined];

Deno.test.beforeAll(async () => {
  await Deno.mkdir(files, { recursive: true });
  if (noFtp === undefined) ftp = await startFtp(root, files);
  if (noSsh === undefined) ssh = await startSsh(root);
});

Deno.test.afterAll(async () => {
  await ftp?.stop();
  await ssh?.stop();
  await Deno.remove(root, { recursive: true });
});

const caCerts = [await Deno.readTextFile(tlsPath("ca.pem"))];

const ftpKind = (scheme: string): Kind["open"] => (folder, options, middleman) =>
  openStore(
    `${scheme}://anonymous:${ENCODED}@127.0.0.1:${middleman?.port ?? ftp?.port}/${
      urlPath(relative(files, folder))
    }`,
    { caCerts, ...options },
  );

testStore({
  name: "folder",
  root: () => files,
  open: (folder, options) => openStore(pathToFileURL(folder).href, options),
  isAtomic: true,
});

testStore({
  name: "FTP",
  leftOut: noFtp,
  root: () => files,
  open: ftpKind("ftp"),
  middleman: () => startFtpMiddleman(ftp?.port ?? 0),
  isAtomic: false,
});

testStore({
  name: "FTP with AUTH TLS",
  leftOut: noFtp,
  root: () => files,
  open: ftpKind("ftpes"),
  middleman: () => startMiddleman(ftp?.port ?? 0),
  isAtomic: false,
});

testStore({
  name: "SFTP",
  leftOut: noSsh,
  root: () => files,
  open: (folder, options, middleman) =>
    openStore(
      `sftp://root:${ENCODED}@127.0.0.1:${middleman?.port ?? ssh?.port}${urlPath(folder)}`,
      { insecure: true, ...options },
    ),
  middleman: () => startMiddleman(ssh?.port ?? 0),
  isAtomic: true,
});
