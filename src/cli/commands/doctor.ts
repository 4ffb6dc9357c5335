import { type Command, defineCommand } from "../command.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { productName } from "../site.ts";

/** `doctor` */
export const doctor: Command = defineCommand({
  name: "doctor",
  summary: "Look at everything a backup needs, and say in plain words what is wrong",
  description:
    "Looks at the runtime, its permissions and the cache; then, for a site, at its name, port,\n" +
    "certificate, redirects and clock, at the credential, and at every address the API can have.\n" +
    "Nothing is changed. The exit status is that of the main problem.",
  positionals: {
    site: { name: "SITE", help: "its name in the configuration, or its address" },
  },
  flags: CREDENTIAL_FLAGS,
  examples: [
    { line: "doctor", about: "this computer" },
    { line: "doctor shop", about: "a site, too" },
    { line: "doctor www.example.com --secret-file secret.txt --json", about: "for a program" },
  ],
  async run(invocation) {
    const { args: { site }, output } = invocation;
    const { diagnose } = await import("../doctor/diagnose.ts");
    const { diagnosisDocument, diagnosisText } = await import("../doctor/words.ts");
    const diagnosis = await diagnose(site, invocation);
    const { found, problem } = diagnosis;
    const product = found === undefined ? "" : await productName(found, invocation);
    output.verdict(
      diagnosisDocument(diagnosis, product),
      (style) => diagnosisText(diagnosis, product, style),
      problem,
    );
    if (problem !== undefined) throw problem;
  },
});
