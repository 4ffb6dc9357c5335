/** Sites whose archives come by FTP or SFTP, as the configuration says; and backups that are fetched so. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { FETCH_FLAGS } from "../../src/cli/declarations/shared.ts";
import { FETCH_MODES } from "../../src/config/schema.ts";
import { DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";
import {
  ENCODED,
  noFtp,
  noSsh,
  PASSWORD,
  type Running,
  type RunningSsh,
  startFtp,
  startSsh,
} from "../stores/servers.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { simulate } from "./backup_sites.ts";
import { jsonLines, type Surroundings } from "./fake_world.ts";

const missing = noFtp ?? noSsh;
const root = missing === undefined ? await Deno.makeTempDir({ prefix: "sitehaul-remote-" }) : "";
const files = `${root}/files`;
let [ftp, ssh]: [Running | undefined, RunningSsh | undefined] = [undefined, undefined];

Deno.test.beforeAll(async () => {
  if (missing !== undefined) return;
  await Deno.mkdir(files);
  [ftp, ssh] = await Promise.all([startFtp(root, files), startSsh(root)]);
});

Deno.test.afterAll(async () => {
  await Promise.all([ftp?.stop(), ssh?.stop()]);
  if (root !== "") await Deno.remove(root, { recursive: true });
});

/** The addresses of the two servers, without a password. */
interface Servers {
  readonly ftp: string;
  readonly sftp: string;
  readonly ssh: RunningSsh;
}

function test(name: string, run: (servers: Servers, folder: string) => Promise<void>): void {
  const title = missing === undefined ? name : `${name} (left out: ${missing})`;
  Deno.test(title, { ignore: missing !== undefined }, () =>
    inFolder(async (folder) => {
      assert(ftp !== undefined && ssh !== undefined);
      await run({
        ftp: `ftp://anonymous@127.0.0.1:${ftp.port}/`,
        sftp: `sftp://root@127.0.0.1:${ssh.port}${files}`,
        ssh,
      }, folder);
    }));
}

/** Writes the archives of a site into the folder that both servers serve, as the site would have. */
function publish({ site }: Simulator): void {
  for (const { parts } of site.records) {
    for (const { name, size, read } of parts) {
      const bytes = read(0, size);
      assert(bytes instanceof Uint8Array);
      Deno.writeFileSync(join(files, name), bytes);
    }
  }
}

/** A site whose configuration is the rest of a list entry; its backups lie in the folder once complete. */
function configured(folder: string, settings: string) {
  const { run, simulator } = simulate();
  const text = `sites:\n  - name: shop\n    url: https://www.example.com/\n${settings}`;
  Deno.writeTextFileSync(join(folder, "sitehaul.yaml"), text, { mode: 0o600 });
  const onText = (text: string) => {
    if (/"type":"finished"|is complete/.test(text)) publish(simulator);
  };
  return {
    simulator,
    run: (args: readonly string[], { variables, ...around }: Surroundings = {}) =>
      run([...args, "--config=sitehaul.yaml"], {
        folder,
        variables: { SITEHAUL_SECRET: DEFAULT_SECRET, HOME: folder, ...variables },
        onStdout: onText,
        onStderr: onText,
        ...around,
      }),
  };
}

/** Nothing of the archive came from the site itself. */
function assertNotAsked({ requests }: Simulator): void {
  const methods = requests.map(({ apiMethod }) => apiMethod ?? "");
  assert(!methods.some((method) => method.startsWith("download")), methods.join());
}

test(
  "backup and download read from the folder in the file, with its password",
  async ({ ftp }, folder) => {
    const { run, simulator } = configured(
      folder,
      `    download: got\n    remote:\n      url: ${ftp}\n      password: \${env:SHOP_FTP}\n`,
    );
    const variables = { SHOP_FTP: PASSWORD };
    const taken = await run(["backup", "shop", "--download", "--delete-remote", "--json"], {
      variables,
    });
    assertEquals([taken.status, jsonLines(taken.stdout).at(-1)?.["verified"]], [0, true]);
    assertEquals(simulator.site.record(1)?.parts, []);
    await run(["backup", "shop"], { variables });
    assertEquals((await run(["download", "shop", "latest"], { variables })).status, 0);
    assertEquals(
      (await namesIn(join(folder, "got"))).filter((name) => name.endsWith(".jpa")).length,
      2,
    );
    assertNotAsked(simulator);
    assert(!(taken.stdout + taken.stderr).includes(PASSWORD));
  },
);

test(
  "a key and known hosts in the file log in over SFTP; paths start at the file",
  async ({ sftp, ssh }, folder) => {
    const { port } = new URL(sftp);
    await Deno.writeTextFile(join(folder, "key"), ssh.privateKey, { mode: 0o600 });
    await Deno.writeTextFile(
      join(folder, "hosts"),
      `[127.0.0.1]:${port} ${ssh.hostKeys.ed25519}\n`,
    );
    const { run, simulator } = configured(
      folder,
      `    mode: sftp
    remote:
      url: ${sftp}
      password: { command: [printf, "%s", "${PASSWORD}"] }
      keyFile: key
      knownHosts: hosts
`,
    );
    const { status, stderr } = await run(["backup", "shop", "--download", "--dir=got"]);
    assertEquals(status, 0, stderr);
    assertNotAsked(simulator);
  },
);

test(
  "a configured account's password opens no key; a password beside the key does",
  async ({ sftp, ssh }, folder) => {
    await Deno.writeTextFile(join(folder, "key"), ssh.privateKey, { mode: 0o600 });
    const hosts = `[127.0.0.1]:${new URL(sftp).port} ${ssh.hostKeys.ed25519}\n`;
    await Deno.writeTextFile(join(folder, "hosts"), hosts);
    const settingsOf = (url: string, password: string) =>
      `    remote:\n      url: ${url}\n${password}      keyFile: key\n      knownHosts: hosts\n`;
    const url = sftp.replace("@", `:${ENCODED}@`);
    const args = ["backup", "shop", "--download", "--dir=got"];
    const without = configured(folder, settingsOf(url, ""));
    const refused = await without.run(args);
    assertEquals([refused.status, without.simulator.site.records.length], [42, 0], refused.stderr);
    const beside = configured(folder, settingsOf(url, "      password: ${env:KEY}\n"));
    const { status, stderr } = await beside.run(args, { variables: { KEY: PASSWORD } });
    assertEquals(status, 0, stderr);
  },
);

test(
  "what is wrong with the folder shows before the backup is taken",
  async ({ ftp, sftp }, folder) => {
    const wrong = [
      [`remote: { url: "${ftp}", password: hunter22 }`, 42],
      // Its key is in no list of known hosts.
      [`remote: { url: "${sftp}", password: hunter22 }`, 22],
    ] as const;
    for (const [settings, expected] of wrong) {
      const { run, simulator } = configured(folder, `    ${settings}\n`);
      const { status, stdout, stderr } = await run(["backup", "shop", "--download"]);
      assertEquals([status, simulator.site.records.length], [expected, 0], stderr);
      assert(!(stdout + stderr).includes("hunter22"));
    }
  },
);

test(
  "backup takes --mode and --url; an interruption says how the same goes on, without a password",
  async ({ ftp }, folder) => {
    const { run, simulator } = configured(folder, "");
    const interruption = new AbortController();
    const onStdout = (text: string) => {
      if (!text.includes('"type":"finished"')) return;
      publish(simulator);
      interruption.abort(new Error("Ctrl-C"));
    };
    const url = ftp.replace("@", `:${ENCODED}@`);
    const way = ["--download", "--mode=ftp", `--url=${url}`, "--dir=got"];
    const broken = await run(["backup", "shop", ...way, "--json"], {
      signal: interruption.signal,
      onStdout,
    });
    assertEquals(broken.status, 130);
    const message = String(jsonLines(broken.stdout).at(-1)?.["message"]);
    // Whoever logs in there is not shown either.
    assertStringIncludes(message, `--mode ftp --url ${ftp.replace("anonymous", "[redacted]")}`);
    assert(!broken.stdout.includes(ENCODED) && !broken.stdout.includes(PASSWORD));
    const [, line = ""] = /this resumes the download: sitehaul (.*)$/.exec(message) ?? [];
    const variables = { SITEHAUL_REMOTE_PASSWORD: PASSWORD };
    const words = line.replace("[redacted]", "anonymous").split(" ").filter((word, index, all) =>
      !/config/.test(word + all[index - 1])
    );
    assertEquals((await run(words, { variables })).status, 0);
    assertNotAsked(simulator);
  },
);

test(
  "the line and the environment go before the file, and a note says so",
  async ({ ftp }, folder) => {
    const { run, simulator } = configured(
      folder,
      `    download: got\n    remote: { url: "${ftp}", password: hunter22 }\n`,
    );
    await run(["backup", "shop"]);
    const variables = { SITEHAUL_REMOTE_PASSWORD: PASSWORD };
    const { status, stderr } = await run(["download", "shop", "1"], { variables });
    assertEquals(status, 0, stderr);
    assertMatch(
      stderr,
      /note: SITEHAUL_REMOTE_PASSWORD is used for shop instead of the configured/,
    );
    assertNotAsked(simulator);
    assertEquals((await run(["download", "shop", "1", "--mode=http", "--dir=other"])).status, 0);
    assert(simulator.requests.some(({ apiMethod }) => apiMethod?.startsWith("download")));
  },
);

test(
  "the password of the configured folder is not sent to another one that is typed",
  async ({ ftp }, folder) => {
    const { run } = configured(
      folder,
      `    remote: { url: "ftp://me@files.example/", password: "${PASSWORD}" }\n`,
    );
    await run(["backup", "shop"]);
    const typed = await run(["download", "shop", "1", "--mode=ftp", `--url=${ftp}`, "--dir=got"]);
    assertEquals(typed.status, 42, typed.stderr);
  },
);

Deno.test.each<[string, string, RegExp]>([
  ["a mode that needs a folder", "mode: ftp", /line 4: sites\[0\]\.mode: ftp needs remote: \{ url/],
  ["an address that is none", "remote: { url: me }", /remote\.url: .*does not begin with ftp:/],
  [
    "a mode of another address",
    "mode: ftp\n    remote: { url: sftp://a/ }",
    /mode: ftp cannot fetch/,
  ],
  ["a key for FTP", "remote: { url: ftp://a/, keyFile: k }", /remote\.keyFile: it is for sftp/],
  ["a key that is not there", "remote: { url: sftp://a/, keyFile: k }", /remote\.keyFile: .*\/k/],
  [
    "a password that is nowhere",
    "remote: { url: ftp://a/, password: '${env:NONE}' }",
    /remote\.password: .*NONE/,
  ],
  [
    "an archive password that is nowhere",
    "archivePassword: '${env:NONE}'",
    /archivePassword: .*NONE/,
  ],
  [
    "a misspelt field",
    "remote: { url: ftp://a/, pasword: x }",
    /no field .*pasword\nhint: Did you mean password/,
  ],
])(
  "%s is an error of the file, before the backup is taken",
  (_, settings, expected) =>
    inFolder(async (folder) => {
      const { run, simulator } = configured(folder, `    ${settings}\n`);
      const { status, stderr } = await run(["backup", "shop", "--download"]);
      assertEquals([status, simulator.requests.length], [50, 0], stderr);
      assertMatch(stderr, expected);
      assertMatch(stderr, /^sitehaul: .*sitehaul\.yaml, line \d+: /);
    }),
);

Deno.test("config check --offline looks at the folder of each site", () =>
  inFolder(async (folder) => {
    const { run } = configured(folder, "    remote: { url: http://a/ }\n");
    const { status, stderr } = await run(["config", "check", "--offline"]);
    assertEquals(status, 50);
    assertMatch(stderr, /sites\[0\]\.remote\.url: /);
  }));

Deno.test("what is for one site is refused for several", () =>
  inFolder(async (folder) => {
    const { run, simulator } = configured(folder, "");
    const args = ["backup", "--all", "--download", "--mode=ftp", "--url=ftp://a/"];
    const { status, stderr } = await run(args);
    assertEquals([status, simulator.requests.length], [2, 0]);
    assertMatch(stderr, /--url is for one site.*\nhint: Write it under "remote" of each site\./);
    const alone = await run(["backup", "shop", "--mode=http"]);
    assertMatch(alone.stderr, /--mode needs --download/);
  }));

Deno.test("the modes of the file are those of --mode", () => {
  assertEquals(FETCH_FLAGS.mode.choices, FETCH_MODES);
});
