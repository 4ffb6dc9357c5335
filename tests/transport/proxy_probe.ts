// Run by proxy_test.ts in a process of its own, since proxies come from the environment: fetches
// the URLs given as arguments and prints what came back, one line each; of an error its code, its
// message and its hint.
import { SitehaulError } from "../../src/base/errors.ts";
import { standardTransport } from "../../src/transport/standard.ts";

const [caCert = "", ...urls] = Deno.args;
const send = standardTransport({
  env: Deno.env.toObject(),
  caCerts: caCert === "" ? [] : [caCert],
  attempts: 1,
});
for (const url of urls) {
  const text = await send(new Request(url)).then((response) => response.text(), told);
  await Deno.stdout.write(new TextEncoder().encode(`${text.split("\n")[0]}\n`));
}

function told(error: unknown): string {
  return error instanceof SitehaulError
    ? `${error.code} | ${error.message} | ${error.hint}`
    : String(error);
}
