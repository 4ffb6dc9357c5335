/** Calls simulated sites by hand, from the first method to the last of a whole backup. */
import { createHash } from "node:crypto";
import { DEFAULT_SECRET, DEFAULT_TOKEN, type Simulator } from "../../src/simulator/mod.ts";

/** The parameters of a call. */
export type Fields = Readonly<Record<string, string | number>>;

/** Calls one address in its own API version. */
export interface WireCaller {
  /** The answer as it is. */
  raw(method: string, fields?: Fields): Promise<Response>;
  /** The data of an answer that must be good. */
  data<T>(method: string, fields?: Fields): Promise<T>;
}

/** The caller for an address: API version 1 has `view=json`, version 3 has `{method}`. */
export function callerFor({ handle }: Simulator, address: string): WireCaller {
  const raw = (method: string, fields: Fields = {}) =>
    handle(
      isLegacy(address)
        ? legacyRequest(address, method, fields)
        : plainRequest(address, method, fields),
    );
  return {
    raw,
    data: async <T>(method: string, fields: Fields = {}) => {
      const text = await (await raw(method, fields)).text();
      const { status, data } = readEnvelope(text);
      if (status !== 200) throw new Error(`${method} answered ${status} ${JSON.stringify(data)}`);
      return data as T;
    },
  };
}

/** Whether an address speaks API version 1; WordPress' newest one looks at no `view`. */
export function isLegacy(address: string): boolean {
  return address.includes("view=json") && !address.includes("admin-ajax");
}

function plainRequest(address: string, method: string, fields: Fields): Request {
  const isThird = address.includes("{method}");
  const url = urlWith(
    address.replace("{method}", method),
    isThird ? fields : { method, ...fields },
  );
  return new Request(url, {
    headers: isThird ? { "x-joomla-token": DEFAULT_TOKEN } : { "x-akeeba-auth": DEFAULT_SECRET },
  });
}

function legacyRequest(address: string, method: string, fields: Fields): Request {
  const challenge = `salt:${createHash("md5").update(`salt${DEFAULT_SECRET}`).digest("hex")}`;
  const body = JSON.stringify({ challenge, method, data: fields });
  return new Request(urlWith(address, { json: JSON.stringify({ encapsulation: 1, body }) }));
}

function urlWith(address: string, fields: Fields): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, `${value}`);
  return url;
}

function readEnvelope(text: string): { status: number; data: unknown } {
  if (!text.startsWith("###")) return JSON.parse(text) as { status: number; data: unknown };
  const { body } = JSON.parse(text.slice(3, -3)) as { body: { status: number; data: string } };
  return { status: body.status, data: JSON.parse(body.data) as unknown };
}

/** What a step tells, as far as it does. */
export interface Step {
  readonly HasRun: boolean | number;
  readonly Domain: string;
  readonly backupid?: string | null;
  readonly stepNumber?: number;
}

/** Takes a backup to its end; gives all answers. */
export async function backUp(caller: WireCaller, fields: Fields = {}): Promise<Step[]> {
  const answers = [await caller.data<Step>("startBackup", fields)];
  const id = answers[0]?.backupid;
  const named: Fields = typeof id === "string" ? { backupid: id } : {};
  while (answers.at(-1)?.HasRun && answers.length < 60) {
    answers.push(await caller.data<Step>("stepBackup", named));
  }
  return answers;
}
