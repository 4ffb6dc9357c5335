import { assertEquals, assertThrows } from "@std/assert";
import { refusePhantom, type StepContext } from "../../src/client/phantom.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { stepReplySchema } from "../../src/protocol/reply_schemas.ts";

const running: StepContext = { sent: "id-1", domain: "Packing" };
const started: StepContext = { sent: "id-1", domain: "init" };

Deno.test.each<[string, Record<string, unknown>, StepContext]>([
  ["for an empty identifier", { HasRun: true, Domain: "Packing", backupid: "" }, running],
  ["for another identifier", { HasRun: true, Domain: "Packing", backupid: "id-2" }, running],
  [
    "at step 1 without a record",
    { HasRun: true, Domain: "init", BackupID: null, stepNumber: 1 },
    started,
  ],
  ["back at the beginning", { HasRun: 1, Domain: "init", BackupID: 7, stepNumber: 2 }, running],
])("an answer %s is a phantom's", (_, answer, context) => {
  const error = assertThrows(
    () => refusePhantom(stepReplySchema.parse(answer), context),
    SitehaulError,
  );
  assertEquals(error.code, "backup/phantom");
});

Deno.test.each<[string, Record<string, unknown>, StepContext]>([
  ["with the identifier", { HasRun: true, Domain: "Packing", backupid: "id-1" }, running],
  ["of version 1, which names none", { HasRun: true, Domain: "Packing" }, running],
  ["that is the last", { HasRun: false, Domain: "finale", BackupID: null }, running],
  ["still at init", { HasRun: true, Domain: "init", BackupID: 7, stepNumber: 2 }, started],
  ["of level 320, which has no identifiers", { HasRun: true, Domain: "PackDB" }, {
    sent: undefined,
    domain: "init",
  }],
])("an answer %s is our own backup's", (_, answer, context) => {
  refusePhantom(stepReplySchema.parse(answer), context);
});
