/** The schemas of the replies, on what real servers of all recorded versions answered. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { codecFor } from "../../src/codecs/mod.ts";
import type { ApiVersion } from "../../src/protocol/endpoint.ts";
import { type MethodName, METHODS } from "../../src/protocol/methods.ts";
import {
  backupRecordSchema,
  backupRecordsSchema,
  profilesSchema,
  siteVersionSchema,
  stepReplySchema,
} from "../../src/protocol/reply_schemas.ts";
import { type Exchange, loadTranscript, TRANSCRIPTS } from "../support/transcripts.ts";

interface Recorded {
  readonly label: string;
  readonly method: string;
  readonly data: unknown;
}

/** The answers with status 200, with the method that was asked. */
function successOf(file: string, { name, request, response }: Exchange): Recorded[] {
  const method = methodOf(request);
  const body = response?.body;
  if (method === undefined || body === undefined || response?.body_cut === true) return [];
  const api: ApiVersion = /[?&]view=json/.test(request.path) ? 1 : 2;
  try {
    const reply = codecFor(api).decode(body);
    return reply.status === 200 ? [{ label: `${file}: ${name}`, method, data: reply.data }] : [];
  } catch {
    return [];
  }
}

function methodOf({ path, body }: Exchange["request"]): string | undefined {
  const url = new URL(path, "http://site.test");
  const fields = new URLSearchParams(body ?? "");
  const envelope = url.searchParams.get("json") ?? fields.get("json");
  if (envelope !== null) {
    return /\\?"method\\?":\s*\\?"(\w+)/.exec(envelope)?.[1];
  }
  const inPath = /\/v3\/akeebabackup\/(\w+)/.exec(url.pathname)?.[1];
  return fields.get("method") ?? url.searchParams.get("method") ?? inPath;
}

const recorded = (await Promise.all(
  TRANSCRIPTS.map(async (file) =>
    (await loadTranscript(file)).flatMap((exchange) => successOf(file, exchange))
  ),
)).flat();

function nameOf(method: string): MethodName | undefined {
  const names = Object.keys(METHODS) as MethodName[];
  return names.find((name) => name.toLowerCase() === method.toLowerCase());
}

Deno.test("every recorded success fits the schema of its method", () => {
  const tested = new Map<string, number>();
  for (const { label, method, data } of recorded) {
    const name = nameOf(method);
    assert(name !== undefined, `${label}: no method ${method} in the table`);
    const parsed = METHODS[name].reply.safeParse(data);
    assert(parsed.success, `${label}: ${JSON.stringify(parsed)}`);
    tested.set(name, (tested.get(name) ?? 0) + 1);
  }
  const most = ["getVersion", "getProfiles", "listBackups", "getBackupInfo", "startBackup"];
  for (const name of most) assert((tested.get(name) ?? 0) >= 4, `${name} is hardly recorded`);
  assert((tested.get("stepBackup") ?? 0) > 40);
});

Deno.test("levels and ids are numbers, whichever type the server sends", () => {
  const levels = recorded.filter(({ method }) => nameOf(method) === "getVersion")
    .map(({ data }) => siteVersionSchema.parse(data).level);
  assertEquals([...new Set(levels)].sort(), [400, 500, 600]);
  assertEquals(profilesSchema.parse([{ id: "3", name: "a" }, { id: 4, name: "b" }]), [
    { id: 3, name: "a" },
    { id: 4, name: "b" },
  ]);
});

Deno.test("a record has times in ISO 8601 UTC, sizes as numbers, and its parts", () => {
  const { data } = recorded.find(({ label }) => label === "joomla-10.2.1: v2i getBackupInfo") ??
    { data: undefined };
  const record = backupRecordSchema.parse(data);
  assertEquals(record.start, "2026-11-23T12:57:01.000Z");
  assertEquals([record.id, record.profile, record.parts, record.size], [77, 101, 3, 3_086_226]);
  assertEquals(record.files?.map(({ part, name }) => [part, name]), [
    [1, "sample-files.jpa"],
    [2, "sample-files.j01"],
    [3, "sample-files.j02"],
  ]);
  assertEquals([record.meta, record.remote, record.frozen], ["ok", undefined, false]);
});

const wire = { id: "1", status: "complete", profile_id: "1", multipart: "0" };

Deno.test("a record whose files are gone is obsolete, whatever filesexist says", () => {
  const record = backupRecordSchema.parse({ ...wire, filesexist: "1", filenames: [] });
  assertEquals(record.meta, "obsolete");
});

Deno.test("the text NULL, null and the zero date mean nothing", () => {
  const record = backupRecordSchema.parse({
    ...wire,
    status: "fail",
    remote_filename: "NULL",
    backupend: "0000-00-00 00:00:00",
    description: null,
  });
  assertEquals([record.remote, record.end, record.description], [undefined, undefined, ""]);
});

Deno.test("a single file counts as one part, though multipart says 0", () => {
  assertEquals(backupRecordSchema.parse(wire).parts, 1);
});

Deno.test("HasRun is understood as bool and as int, Error as text and as false", () => {
  assertEquals(stepReplySchema.parse({ HasRun: 1, Domain: "init" }).hasRun, true);
  const last = stepReplySchema.parse({ HasRun: false, Error: false, BackupID: null });
  assertEquals([last.hasRun, last.error, last.recordId], [false, "", undefined]);
});

Deno.test("what is only shown never stops a backup, whatever it is", () => {
  const step = stepReplySchema.parse({
    HasRun: 1,
    Error: 0,
    Step: false,
    Substep: ["x"],
    Warnings: { "1": "a warning", "3": "" },
  });
  assertEquals(
    [step.hasRun, step.error, step.step, step.substep, step.warnings],
    [true, "", "", "", ["a warning"]],
  );
  for (const Warnings of ["", null, false, 7]) {
    assertEquals(stepReplySchema.parse({ HasRun: true, Warnings }).warnings, []);
  }
  assertEquals(stepReplySchema.parse({ HasRun: false, Error: 1064 }).error, "1064");
  const odd = { id: 1, status: "complete", description: {}, origin: [], backupstart: false };
  assertEquals(backupRecordSchema.parse(odd).status, "complete");
});

Deno.test("a list with a gap, which PHP writes as an object, is a list", () => {
  const file = { part: 2, name: "a.j01", size: "7" };
  const record = { id: 1, status: "complete", filenames: { "1": file } };
  assertEquals(backupRecordSchema.parse(record).files, [{ ...file, size: 7 }]);
  assertEquals(profilesSchema.parse({ "2": { id: "3", name: null } }), [{ id: 3, name: "" }]);
});

Deno.test("a step's answer without HasRun is refused: nobody knows whether to go on", () => {
  assertThrows(() => stepReplySchema.parse({ Domain: "Packing", Progress: 40 }));
});

Deno.test("an empty backup identifier stays empty, since it tells a phantom from silence", () => {
  assertEquals(stepReplySchema.parse({ HasRun: true, backupid: "" }).backupId, "");
  assertEquals(stepReplySchema.parse({ HasRun: true }).backupId, undefined);
});

Deno.test("the version may stand in component or in version, and may not be missing", () => {
  assertEquals(siteVersionSchema.parse({ api: "330", component: "1.3.4" }).version, "1.3.4");
  assertEquals(siteVersionSchema.parse({ api: 600, version: "10.5.0" }).version, "10.5.0");
  assertThrows(() => siteVersionSchema.parse({ api: 600 }));
});

Deno.test("records without an id, or with a text where a number belongs, are refused", () => {
  assertThrows(() => backupRecordsSchema.parse([{ ...wire, id: "abc" }]));
  assertThrows(() =>
    backupRecordSchema.parse({ ...wire, filenames: [{ part: 0, name: "a", size: 1 }] })
  );
});

Deno.test("a size that none can be is none, whatever the server makes of it", () => {
  for (const size of [-1, -2_147_483_648, 0, "0", "-1", "", null, false, true, 1.5, [], {}]) {
    const filenames = [{ part: 1, name: "a", size }, { part: 2, name: "b", size: "7" }];
    const record = backupRecordSchema.parse({ ...wire, filenames, size, total_size: size });
    assertEquals([record.size, record.files?.map((file) => file.size)], [undefined, [
      undefined,
      7,
    ]]);
    assertEquals(backupRecordSchema.parse({ ...wire, size, total_size: "9" }).size, 9);
  }
});
