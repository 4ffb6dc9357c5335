/** What of a simulated answer must be as recorded, and what differs. */
import type { Exchange } from "../support/transcripts.ts";

type Recorded = NonNullable<Exchange["response"]>;

/** An answer as read: its kind, and what the envelope holds. */
interface Read {
  readonly kind: "envelope" | "framed" | "html" | "json" | "empty" | "text" | "bytes";
  readonly status?: number;
  readonly data?: unknown;
  /** Whether something stands before or after the envelope. */
  readonly noise?: string;
}

const SAME_HEADERS = ["content-type", "retry-after", "accept-ranges", "content-disposition"];

/** Members of a step's answer whose very values must be the same. */
const SAME_VALUES = [
  "HasRun",
  "Domain",
  "tag",
  "stepNumber",
  "stepState",
  "BackupID",
  "Profile",
  "Warnings",
  "api",
  "component",
  "date",
  "edition",
  "multipart",
  "filesexist",
  "remote_filename",
  "status",
  "meta",
  "hasRemoteFiles",
  "frozen",
  "instep",
  "origin",
  "type",
  "profile_id",
  "description",
  "comment",
];

/** The differences between a recorded and a simulated answer, one line each. */
export async function differences(recorded: Recorded, response: Response): Promise<string[]> {
  const body = new Uint8Array(await response.arrayBuffer());
  const told: string[] = [];
  const tell = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) {
      told.push(`${what}: recorded ${JSON.stringify(a)}, simulated ${JSON.stringify(b)}`);
    }
  };
  tell("HTTP status", recorded.status, response.status);
  if (recorded.status === 500 && recorded.reason.startsWith("Invalid")) {
    tell("reason", recorded.reason, response.statusText);
  }
  for (const [a, b] of headerPairs(recorded, response)) tell(`header ${a[0]}`, a[1], b);
  const expected = readRecorded(recorded);
  const actual = readBody(new TextDecoder().decode(body), body, response.headers);
  tell("kind of body", expected.kind, actual.kind);
  tell("status", expected.status, actual.status);
  tell("noise", expected.noise, actual.noise);
  const simulated = new TextDecoder().decode(body);
  const plainSlash = (text = "") => /^[{#].*[^\\]\//s.test(text);
  tell("slashes as they are", plainSlash(recorded.body), plainSlash(simulated));
  if (expected.kind === "bytes") tell("length", recorded.body_length, body.length);
  if (recorded.body_from?.as === "json-base64") {
    tell("decoded length", recorded.body_from.length, atob(String(actual.data)).length);
  } else if (recorded.body_sha256 === undefined) {
    told.push(...dataDifferences(expected.data, actual.data, "data"));
  }
  return told;
}

function headerPairs(
  recorded: Recorded,
  response: Response,
): (readonly [readonly [string, string | undefined], string | undefined])[] {
  const plain = (value: string | null | undefined) =>
    value?.toLowerCase().replaceAll(" ", "")
      // Names of archives differ; that there is one does not.
      .replace(/filename="(?!joomla|akeeba\.json).*"/, 'filename="…"');
  const headers = new Headers(recorded.headers);
  const pairs = SAME_HEADERS.map((name) =>
    [[name, plain(headers.get(name))], plain(response.headers.get(name))] as const
  );
  const path = (value: string | null) => {
    if (value === null) return undefined;
    const { protocol, pathname, search } = new URL(value, "http://site.test");
    // Where a login page leads back to is no matter.
    return protocol + pathname + (pathname.includes("login") ? "" : search);
  };
  const location = [
    ["location", path(headers.get("location"))],
    path(response.headers.get("location")),
  ] as const;
  const isFile = headers.get("content-type") === "application/octet-stream";
  const length = [
    ["content-length", headers.get("content-length") ?? undefined],
    response.headers.get("content-length") ?? undefined,
  ] as const;
  return [...pairs, location, ...(isFile ? [length] : [])];
}

function readRecorded(recorded: Recorded): Read {
  const { body, body_head = "", body_sha256 } = recorded;
  const headers = new Headers(recorded.headers);
  if (body !== undefined) return readBody(body, new TextEncoder().encode(body), headers);
  if (body_head.startsWith("{")) return { kind: "envelope", status: 200, data: "", noise: "" };
  if (body_head.startsWith("###")) return { kind: "framed", status: 200, data: "" };
  return { kind: body_sha256 === undefined ? "empty" : "bytes" };
}

function readBody(text: string, bytes: Uint8Array, headers: Headers): Read {
  if (bytes.length === 0) return { kind: "empty" };
  if (headers.get("content-type") === "application/octet-stream") return { kind: "bytes" };
  const framed = /###(\{.*\})###/s.exec(text)?.[1];
  if (framed !== undefined) {
    const { body } = JSON.parse(framed) as { body: { status: number; data: string } };
    return { kind: "framed", status: body.status, data: JSON.parse(body.data) as unknown };
  }
  const found = envelopeIn(text);
  if (found !== undefined) return found;
  if (/^\s*\{/.test(text)) return { kind: "json", data: JSON.parse(text) as unknown };
  return {
    kind: /<\w+/.test(text) ? "html" : "text",
    ...(/<\w+/.test(text) ? {} : { data: text }),
  };
}

/** The envelope in a text, whatever stands around it. */
function envelopeIn(text: string): Read | undefined {
  for (const { index } of text.matchAll(/\{"status":/g)) {
    for (let end = text.length; end > index; end = text.lastIndexOf("}", end - 1)) {
      try {
        const { status, data } = JSON.parse(text.slice(index, end + 1)) as Read;
        const page = /<html/i.test(text);
        const before = text.slice(0, index).trim() === "" ? "" : "before";
        const after = text.slice(end + 1).trim() === "" ? "" : "after";
        return {
          kind: page ? "html" : "envelope",
          data,
          noise: before + after,
          ...(status === undefined ? {} : { status }),
        };
      } catch {
        // The next candidate may fit.
      }
    }
  }
  return undefined;
}

/** Differences of shape: types, keys, first elements; texts of errors; a few values. */
function dataDifferences(expected: unknown, actual: unknown, path: string): string[] {
  if (typeOf(expected) !== typeOf(actual)) {
    return [`${path}: recorded ${typeOf(expected)}, simulated ${typeOf(actual)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length === 0 || actual.length === 0) {
      return expected.length === actual.length
        ? []
        : [`${path}: ${expected.length}, ${actual.length}`];
    }
    return dataDifferences(expected[0], actual[0], `${path}[0]`);
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = (object: object) => Object.keys(object).toSorted().join(" ");
    if (keys(expected) !== keys(actual)) {
      return [`${path}: recorded keys ${keys(expected)}, simulated ${keys(actual)}`];
    }
    return Object.keys(expected).flatMap((key) => {
      const [a, b] = [expected[key], actual[key]];
      // An identifier is no text among others: an empty one is the sign of a lost backup.
      if (key === "backupid" && (a === "") !== (b === "")) {
        return [`${path}.${key} is empty or not`];
      }
      const isSame = !SAME_VALUES.includes(key) || JSON.stringify(a) === JSON.stringify(b);
      const value = isSame ? [] : [
        `${path}.${key}: recorded ${JSON.stringify(a)}, simulated ${JSON.stringify(b)}`,
      ];
      return value.length > 0 ? value : dataDifferences(a, b, `${path}.${key}`);
    });
  }
  if (typeof expected !== "string" || path !== "data") return [];
  const [a, b] = [beginning(expected), beginning(String(actual))];
  return a === b ? [] : [`${path}: recorded ${a}, simulated ${b}`];
}

/** What matters of the text of an error: how it begins, without paths of the server. */
function beginning(text: string): string {
  return text.replaceAll(/\/(proc|var)\/[^ ]+/g, "/…").slice(0, 80);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === "object";
}
