/** Logging in to an SSH server. */
import type { Socket } from "node:net";
import { timerMs } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";
import { judge, serverHostKeys } from "./host_key.ts";
import type { Classify } from "./remote_failure.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { dial } from "./remote_socket.ts";
import { describePlace } from "./remote_url.ts";
import type { AuthMethod, Sftp, Ssh2, SshClient } from "./ssh2_types.ts";

/** A connection through which files can be asked for. */
export interface LoggedIn {
  readonly client: SshClient;
  readonly socket: Socket;
  readonly sftp: Sftp;
}

/**
 * Connects, verifies the host and logs in.
 *
 * @throws {SitehaulError} see `openStore`
 */
export async function logIn(settings: SettledOptions, classify: Classify): Promise<LoggedIn> {
  const ssh2 = await loadSsh2();
  checkCredentials(settings, ssh2);
  const client = new ssh2.Client();
  try {
    const socket = await dial(settings);
    const sftp = await enter(client, socket, settings);
    return { client, socket, sftp };
  } catch (error) {
    client.destroy();
    throw classify(error);
  }
}

/**
 * In a bundle, the package has no folder, but it reads the folder's name (and does nothing with it)
 * while it is loaded. So the name exists for that long.
 */
async function loadSsh2(): Promise<Ssh2> {
  const scope: { __dirname?: string } = globalThis;
  const before = scope.__dirname;
  scope.__dirname ??= "";
  try {
    const loaded: unknown = await import("ssh2");
    return (loaded as { readonly default: Ssh2 }).default;
  } finally {
    if (before === undefined) delete scope.__dirname;
  }
}

function enter(client: SshClient, socket: Socket, settings: SettledOptions): Promise<Sftp> {
  const { place, connectMs, idleMs, signal } = settings;
  return new Promise((resolve, reject) => {
    let refusal: SitehaulError | undefined;
    const abort = () => fail(signal?.reason);
    const fail = (error: unknown) => {
      signal?.removeEventListener("abort", abort);
      socket.destroy();
      reject(refusal ?? explained(error, place));
    };
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) return abort();
    client.on("error", fail);
    client.on("close", () => fail(new Error("Connection lost")));
    client.on("ready", () =>
      client.sftp((error, sftp) => {
        if (error) return fail(error);
        signal?.removeEventListener("abort", abort);
        resolve(sftp);
      }));
    client.connect({
      sock: socket,
      username: place.user ?? "",
      readyTimeout: timerMs(connectMs + idleMs),
      algorithms: { serverHostKey: serverHostKeys(settings) },
      hostVerifier: (key) => {
        refusal = judge(settings, key);
        return refusal === undefined;
      },
      authHandler: methodsOf(settings),
    });
  });
}

function explained(error: unknown, place: SettledOptions["place"]): unknown {
  const isDenied = error instanceof Error && "level" in error &&
    error.level === "client-authentication";
  if (!isDenied) return error;
  return new SitehaulError(
    "auth/denied",
    `${describePlace(place)} denies the login of ${place.user ?? ""}`,
    { hint: "Check the user, and the password or the private key.", cause: error },
  );
}

function checkCredentials(settings: SettledOptions, { utils }: Ssh2): void {
  const { place, privateKey, passphrase } = settings;
  const server = describePlace(place);
  if (place.user === undefined) {
    throw new SitehaulError("download/url", `Cannot log in to ${server}: the URL has no user`, {
      hint: "Use sftp://USER@HOST/FOLDER.",
    });
  }
  if (privateKey === undefined && place.password === undefined) {
    throw new SitehaulError("auth/missing", `${server} needs a password or a private key`, {
      hint: "Pass `privateKey` or `password`.",
    });
  }
  const key = privateKey === undefined ? undefined : utils.parseKey(privateKey, passphrase);
  if (!(key instanceof Error)) return;
  throw new SitehaulError("auth/unusable", "Cannot use the private key", {
    hint: "It must be in OpenSSH or PEM format; a protected one needs its `passphrase`.",
    cause: key,
  });
}

/**
 * The ways to log in, one after the other. A refused password is not sent again in another
 * way: servers lock out users who fail too often.
 */
function methodsOf({ place, privateKey, passphrase }: SettledOptions) {
  const { user: username = "", password } = place;
  const methods: AuthMethod[] = [];
  if (privateKey !== undefined) {
    methods.push({ type: "publickey", username, key: privateKey, passphrase });
  }
  if (password !== undefined) {
    methods.push({ type: "password", username, password });
    const prompt: AuthMethod["prompt"] = (_name, _text, _language, questions, answer) =>
      answer(questions.map(({ echo }) => echo ? "" : password));
    methods.push({ type: "keyboard-interactive", username, prompt });
  }
  let hasSentPassword = false;
  return (offered: readonly string[] | null, isPartial: boolean | null): AuthMethod | false => {
    // What the server takes is in its refusal of nothing at all.
    if (offered === null) return { type: "none", username };
    for (let method = methods.shift(); method !== undefined; method = methods.shift()) {
      const isPassword = method.type !== "publickey";
      if (!offered.includes(method.type) || (isPassword && hasSentPassword && !isPartial)) continue;
      hasSentPassword ||= isPassword;
      return method;
    }
    return false;
  };
}
