// A site of Akeeba Backup 10 for Joomla! that answers from a script. For what a whole simulated
// site does by itself, use the simulator.
import type { Transport } from "../../src/transport/transport.ts";

export const SECRET = "Söme secret/w0rd +&=% with ~ tricks?";

export interface Call {
  readonly method: string;
  readonly parameters: URLSearchParams;
}

/** What a method answers: the data of the envelope, or the whole response. */
export type Answer = (call: Call, count: number) => unknown;

export interface ScriptedSite {
  readonly transport: Transport;
  readonly calls: Call[];
  /** The names of the methods called. */
  readonly methods: () => string[];
}

/** An answer by which the API refuses: HTTP status 200, another one in the envelope. */
export class Refusal {
  constructor(readonly status: number, readonly text: string) {}
}

export function scriptedSite(script: Record<string, Answer> = {}): ScriptedSite {
  const answers: Record<string, Answer> = { ...USUAL, ...script };
  const calls: Call[] = [];
  const transport: Transport = async (request) => {
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    // With the level of Solo, this is Solo, which has another option in its own address.
    const isApi = /^com_akeeba(?:backup)?$/.test(url.searchParams.get("option") ?? "");
    if (!isApi || url.searchParams.get("view") !== "api" || url.pathname !== "/index.php") {
      return page("Not found", 404);
    }
    const body = new URLSearchParams(await request.text());
    const parameters = new URLSearchParams([...url.searchParams, ...body]);
    const secret = request.headers.get("x-akeeba-auth") ?? "";
    if (decode(secret) !== SECRET) return envelope(503, "Access denied");
    const call = { method: parameters.get("method") ?? "", parameters };
    calls.push(call);
    const count = calls.filter(({ method }) => method === call.method).length;
    const answer = await answers[call.method]?.(call, count);
    if (answer instanceof Response) return answer;
    if (answer instanceof Refusal) return envelope(answer.status, answer.text);
    return answer === undefined ? envelope(405, "Invalid method") : envelope(200, answer);
  };
  return { transport, calls, methods: () => calls.map(({ method }) => method) };
}

export function envelope(status: number, data: unknown): Response {
  return Response.json({ status, data });
}

export function page(title: string, status = 200): Response {
  return new Response(`<!DOCTYPE html><title>${title}</title><h1>${title}</h1>`, {
    status,
    headers: { "content-type": "text/html" },
  });
}

export const NO_RECORD = new Refusal(404, "Could not find backup record identifier");

export const RECORD = {
  id: 41,
  description: "Nightly \u001b[31mred\u001b[0m\nsecond line",
  comment: "",
  backupstart: "2026-03-01 02:00:00",
  backupend: "2026-03-01 02:03:20",
  status: "complete",
  origin: "json",
  type: "full",
  profile_id: "1",
  archivename: "site-20260301.jpa",
  multipart: 2,
  size: 11,
  meta: "ok",
  filenames: [
    { part: 1, name: "site-20260301.jpa", size: 5 },
    { part: 2, name: "site-20260301.j01", size: 6 },
  ],
};

const PARTS = ["12345", "abcdef"];

const USUAL: Record<string, Answer> = {
  getVersion: () => ({ api: 600, component: "10.2.1", date: "2026-01-01", edition: "pro" }),
  getProfiles: () => [{ id: 1, name: "Default" }, { id: "2", name: "Daten 数据" }],
  listBackups: () => [RECORD, { ...RECORD, id: 40, meta: "obsolete", multipart: 1, size: 1.5e9 }],
  getBackupInfo: ({ parameters }) => parameters.get("backup_id") === "41" ? RECORD : NO_RECORD,
  downloadDirect: ({ parameters }) => {
    const bytes = PARTS[Number(parameters.get("part_id")) - 1] ?? "";
    return new Response(bytes, {
      headers: { "content-type": "application/octet-stream", "content-length": `${bytes.length}` },
    });
  },
  download: ({ parameters }) =>
    parameters.get("segment") === "1"
      ? btoa(PARTS[Number(parameters.get("part_id")) - 1] ?? "")
      : new Refusal(404, "No such segment"),
  startBackup: () => step(1, "init"),
  stepBackup: (_, count) =>
    count < 3
      ? step(count + 1, "Packing")
      : { ...step(4, "finale"), HasRun: false, BackupID: null },
  exportConfiguration: () => ({
    description: "Default",
    configuration: '{"akeeba":{"password":"in the clear"}}',
    filters: "{}",
  }),
};

/** The answer to a step. */
export function step(stepNumber: number, domain: string) {
  return {
    HasRun: true,
    Domain: domain,
    Step: "",
    Substep: domain === "Packing" ? "images/\u0007logo" : "",
    Error: "",
    Warnings: domain === "Packing" ? [`Cannot read file ${stepNumber}`] : [],
    Archive: "site-20260301.jpa",
    Progress: stepNumber * 25,
    backupid: "id41",
    BackupID: 41,
    stepNumber,
    sleepTime: 0,
  };
}

/** A header carries bytes: this makes the text of them. */
function decode(value: string): string {
  return new TextDecoder().decode(Uint8Array.from(value, (letter) => letter.charCodeAt(0)));
}
