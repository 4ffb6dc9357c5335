import { assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { blocksOf, TOP } from "./documents.ts";

/** Without what differs from run to run: ports and times. */
function masked(text: string): string {
  return text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT").replace(/\d{8}-\d{6}utc/g, "TIME");
}

Deno.test("README.md shows what the demo prints", async () => {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", fileURLToPath(new URL("examples/demo.ts", TOP))],
    stdin: "null",
  }).output();
  const [shown = "there is no capture"] = blocksOf("README.md", "text");
  assertStringIncludes(masked(new TextDecoder().decode(stdout)), masked(shown));
  if (!success) throw new Error("the demo failed");
});
