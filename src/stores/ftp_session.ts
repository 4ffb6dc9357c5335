/** A connection to an FTP server, up to the login, and what its refusals mean. */
import type * as BasicFtp from "basic-ftp";
import type { Client } from "basic-ftp";
import { isIP, type Socket } from "node:net";
import { connect, type ConnectionOptions, rootCertificates, type TLSSocket } from "node:tls";
import { timerMs } from "../base/abort.ts";
import { checkAuthorities } from "../base/certificates.ts";
import { type ErrorCode, SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import {
  type Asked,
  classifier,
  NOT_RESUMED,
  READ_HINT,
  redactorOf,
  wordsOf,
} from "./remote_failure.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { dial, inTime } from "./remote_socket.ts";
import { describePlace } from "./remote_url.ts";

/** The number of a server's reply; `undefined` when the error is none. */
export function replyCode(error: unknown): number | undefined {
  const isReply = error instanceof Error && error.name === "FTPError" && "code" in error;
  return isReply && typeof error.code === "number" ? error.code : undefined;
}

/**
 * Connects and logs in. The library's own way of connecting is not used: it hides from Deno which TLS
 * session to resume when TLS is spoken from the first byte, and has one time limit for everything.
 *
 * @throws {SitehaulError} see `openStore`
 */
export async function connectFtp(settings: SettledOptions): Promise<Client> {
  const tls = tlsOptions(settings);
  // Where the program is bundled, a package of this kind has no names of its own.
  const loaded: unknown = await import("basic-ftp");
  const { Client } = (loaded as { readonly default: typeof BasicFtp }).default;
  const client = new Client(timerMs(settings.idleMs));
  const stop = () => client.close();
  settings.signal?.addEventListener("abort", stop, { once: true });
  try {
    const socket = await dial(settings);
    client.ftp.socket = settings.place.scheme === "ftps"
      ? await inTime(secure(socket, tls), settings, () => socket.destroy())
      : socket;
    if (settings.place.scheme === "ftps") client.ftp.tlsOptions = tls;
    await inTime(greeting(client), settings, stop);
    if (settings.place.scheme === "ftpes") await inTime(beginTls(client, tls), settings, stop);
    await logIn(client, settings);
    return client;
  } catch (error) {
    client.close();
    throw ftpFailure(error, settings);
  } finally {
    settings.signal?.removeEventListener("abort", stop);
  }
}

function greeting(client: Client): Promise<void> {
  return client.ftp.handle(undefined, (reply, task) => {
    if (reply instanceof Error) task.reject(reply);
    // 120 means "in some minutes", and is followed by the greeting.
    else if (reply.code >= 200) task.resolve(undefined);
  });
}

async function beginTls(client: Client, tls: ConnectionOptions): Promise<void> {
  try {
    await client.useTLS(tls);
  } catch (error) {
    if (replyCode(error) === undefined) throw error;
    throw new NoTls();
  }
}

/** The server refused AUTH TLS, so that nothing secret was sent. */
class NoTls extends Error {}

async function logIn(client: Client, { place, signal }: SettledOptions): Promise<void> {
  const { user = "anonymous", password = user === "anonymous" ? "anonymous@" : undefined } = place;
  if (password === undefined) throw noPassword(place);
  await client.sendIgnoringError("OPTS UTF8 ON");
  signal?.throwIfAborted();
  try {
    await client.login(user, password);
  } catch (error) {
    const code = replyCode(error) ?? 0;
    // 4xx is "not now"; but some servers say 430 of a wrong password.
    throw code === 430 || code >= 500 || (code >= 300 && code < 400) ? new Denied(error) : error;
  }
  await client.send("TYPE I");
  await client.sendIgnoringError("OPTS UTF8 ON");
  if (!client.ftp.hasTLS) return;
  await client.sendIgnoringError("PBSZ 0");
  await client.send("PROT P");
}

/** The server refused the login. */
class Denied extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause));
  }
}

function noPassword(place: SettledOptions["place"]): SitehaulError {
  return new SitehaulError("auth/missing", `${describePlace(place)} needs a password`, {
    hint: "Pass `password`, or put it into the URL, percent-encoded.",
  });
}

function secure(socket: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({ ...options, socket }, () => {
      secured.removeListener("error", reject);
      resolve(secured);
    });
    secured.once("error", reject);
  });
}

function tlsOptions({ place: { host }, caCerts = [], insecure = false }: SettledOptions) {
  checkAuthorities(caCerts);
  const options: ConnectionOptions = { host, rejectUnauthorized: !insecure };
  if (isIP(host) === 0) options.servername = host;
  // Given ones replace the known ones. Without any, Deno can resume sessions.
  if (caCerts.length > 0 && !insecure) options.ca = [...rootCertificates, ...caCerts];
  return options;
}

/** The meaning of a reply after the login, by its number, whatever was asked for. */
const REPLIES: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  421: ["network/failed", "ends the session"],
  425: ["network/failed", "cannot open the data connection"],
  426: ["network/reset", "cut the transfer short"],
  450: ["network/failed", "cannot do it now"],
  451: ["network/reset", "cut the transfer short"],
};

/** Something is to be read or looked at. */
const READ: Asked = {
  code: "download/failed",
  says: "refuses",
  hint: READ_HINT,
};

/** An error of an FTP connection as an error of this library. */
export function ftpFailure(error: unknown, settings: SettledOptions, asked: Asked = READ): Error {
  const classify = classifier(settings);
  if (settings.signal?.aborted === true) return classify(error);
  const server = describePlace(settings.place);
  if (error instanceof NoTls) {
    return new SitehaulError("network/tls", `${server} does not accept AUTH TLS`, {
      hint: "If the server speaks TLS from the first byte, use ftps://.",
    });
  }
  const message = error instanceof Error ? error.message : "";
  const words = wordsOf(message, redactorOf(settings));
  if (error instanceof Denied) {
    return new SitehaulError("auth/denied", `${server} denies the login: ${words}`, {
      hint:
        "Check the user and password of the FTP account. Some servers accept logins only over ftpes://.",
    });
  }
  const code = replyCode(error);
  if (code === undefined || NOT_RESUMED.test(message)) return classify(error);
  const known = asked.unless?.test(message) ? undefined : REPLIES[code];
  const [means, says] = known ?? [asked.code, asked.says];
  return new SitehaulError(means, `${server} ${says}: ${words}`, {
    hint: means === asked.code ? asked.hint : "Run the same command again: it resumes.",
  });
}
