import { products } from "../../../plugins/mod.ts";
import { endpointsFor } from "../../resolve/catalogue.ts";
import { createSimulator, serve, type SimulatorServer } from "../../simulator/mod.ts";
import { RECORDED_LAST } from "../../simulator/setup/options.ts";
import { SitehaulError } from "../../base/errors.ts";
import { systemCode } from "../../base/message_text.ts";
import type { InvocationOf } from "../context/command.ts";
import type { simulate } from "../declarations/program.ts";
import { refuseFlags } from "../parse/stray_flags.ts";

export async function run(
  { flags, context: { output, world: { signal } } }: InvocationOf<typeof simulate>,
): Promise<void> {
  const { product, port, secret, token, php, root } = flags;
  const { version = RECORDED_LAST[product], "step-ms": stepMs, "part-size": partSize } = flags;
  // Refuses a version that never existed; a range cannot be simulated.
  const found = endpointsFor({ products, product, version });
  if (/x$/i.test(version)) throw notOne(version, found[0]?.versions ?? "");
  if (!found.some(({ accepts }) => accepts.includes("api-token"))) {
    const reason = `has no effect: ${product} ${version} does not accept tokens`;
    refuseFlags(flags, ["token"], reason, "Use --secret.");
  }
  const simulator = createSimulator({
    product,
    version,
    root,
    stepMs,
    ...(secret === undefined ? {} : { secret }),
    ...(token === undefined ? {} : { token }),
    ...(php === undefined ? {} : { php: php === "7" ? 7 : 8 }),
    ...(partSize === undefined ? {} : { partSize }),
  });
  const server = await serve(simulator, { port }).catch((error) => {
    throw cannotListen(port, error);
  });
  try {
    const { options } = simulator;
    const site = { url: server.url, port: server.port, product, version };
    const credentials = { secret: options.secret, token: options.token };
    output.result({ ...site, ...credentials }, () => textOf(server, credentials), {
      exactly: true,
    });
    output.note(`A simulated site of ${product} ${version}; Ctrl-C ends it.`);
    await aborted(signal);
  } finally {
    await server.close();
  }
}

function textOf(
  { url }: SimulatorServer,
  { secret, token }: { readonly secret: string; readonly token: string },
): string {
  return [
    `URL     ${url}`,
    `Secret  ${secret}`,
    `Token   ${token}`,
  ].join("\n");
}

function notOne(version: string, range: string): SitehaulError {
  return new SitehaulError("product/unknown-version", `"${version}" is not a single version`, {
    hint: `Use a version from ${range}.`,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function cannotListen(port: number, cause: unknown): unknown {
  const code = systemCode(cause);
  if (code !== "EADDRINUSE" && code !== "EACCES") return cause;
  const reason = code === "EACCES" ? "permission denied" : "it is already in use";
  return new SitehaulError("usage/value", `Cannot listen on port ${port}: ${reason}`, {
    hint: "Choose another --port, or omit it to use a free one.",
    cause,
  });
}
