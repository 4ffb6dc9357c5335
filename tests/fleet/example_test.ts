import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);

Deno.test("the example of a fleet backs up three sites, and says how they stand", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", fileURLToPath(new URL("examples/fleet.ts", TOP))],
    cwd: fileURLToPath(TOP),
  }).output();
  const [text, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals([success, errors], [true, ""]);
  assertEquals((text ?? "").trim().split("\n").toSorted(), [
    "blog: backup 1 of 135899 bytes is here, and read to its end",
    "blog: ok",
    "forum: backup 1 of 135899 bytes is here, and read to its end",
    "forum: ok",
    "shop: backup 1 of 135899 bytes is here, and read to its end",
    "shop: ok",
  ]);
});
