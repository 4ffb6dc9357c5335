/** What `download --mode ftp|sftp` refuses before anything is sent, and what it never shows. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { cli } from "./fake_world.ts";

function site() {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const run = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    cli(["download", "https://www.example.com", "1", ...args], {
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET, ...variables },
      transport: simulator.handle,
    });
  return { simulator, run };
}

const URL = "--url=sftp://me:hunter22@127.0.0.1/x";

Deno.test.each<[string, number, string[], RegExp]>([
  ["no URL", 34, ["--mode=ftp"], /--mode ftp needs --url/],
  ["a URL without a scheme", 34, ["--mode=ftp", "--url=me:hunter22@a.example"], /ftps:\/\//],
  ["a URL with a # in its password", 34, ["--mode=sftp", "--url=sftp://me:hunter22#@a/"], /%23/],
  ["a URL of the other mode", 34, ["--mode=ftp", URL], /--mode ftp cannot fetch from sftp/],
  ["an unknown mode", 32, ["--mode=ftps", URL], /--mode: "ftps" is not a valid value/],
  [
    "a URL as the mode",
    32,
    ["--mode=sftp://me:hunter22@a.example/"],
    /--mode: .* is not a valid value/,
  ],
  ["a URL without such a mode", 2, [URL], /--url needs --mode ftp or --mode sftp/],
  ["known hosts without such a mode", 2, ["--known-hosts=x"], /--known-hosts needs --mode/],
  ["trust without such a mode", 2, ["--mode=http", "--insecure"], /--insecure needs --mode/],
  ["known hosts for FTP", 2, ["--mode=ftp", "--url=ftp://a/", "--known-hosts=x"], /--mode sftp/],
  [
    "known hosts that are not there",
    2,
    ["--mode=sftp", URL, "--known-hosts=/none/hunter22"],
    /known hosts/,
  ],
  ["a key for FTP", 2, ["--mode=ftp", "--url=ftp://a/", "--key-file=x"], /--mode sftp/],
  ["a key that is not there", 2, ["--mode=sftp", URL, "--key-file=/none/k"], /private key: .*none/],
  ["an authority that is not there", 2, ["--mode=sftp", URL, "--ca-file=/none/x"], /authorities/],
])("download refuses %s before anything is sent", async (_, expected, args, says) => {
  const { run, simulator } = site();
  const { status, stdout, stderr } = await run(args);
  assertEquals([status, stdout, simulator.requests.length], [expected, "", 0], stderr);
  assertMatch(stderr, says);
  assertMatch(stderr, /^sitehaul: .+\nhint: .+\n$/);
  assert(!stderr.includes("hunter22"), stderr);
});

Deno.test("a remote password of the environment is hidden in everything that is said", async () => {
  const { run } = site();
  const args = ["--mode=sftp", "--url=sftp://me@127.0.0.1/", "--known-hosts=/none/hunter22"];
  const { stderr } = await run(args, { SITEHAUL_REMOTE_PASSWORD: "hunter22" });
  assertMatch(stderr, /\/none\/\[redacted\]/);
});
