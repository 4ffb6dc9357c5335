import { type Declaration, type Flags, GLOBAL_FLAGS } from "../src/cli/declarations/command.ts";
import { COMMANDS } from "../src/cli/commands.ts";
import { CONNECTION_FLAGS, CREDENTIAL_FLAGS } from "../src/cli/declarations/shared.ts";
import { connects, ownFlags } from "../src/cli/help/flag_groups.ts";
import { markdownTable } from "./markdown.ts";
import { helpWithDefault, spellingOf, usageOf } from "../src/cli/help/help.ts";

/** All commands as Markdown, one line each. */
export function commandsTable(): string {
  const rows = COMMANDS.map((command) => {
    const usage = `\`${usageOf(command).replace(" [FLAGS]", "")}\``;
    return [`[${usage}](docs/commands.md#${anchorOf(command)})`, command.summary];
  });
  return markdownTable(["command", "what it does"], rows);
}

/** The arguments, flags and examples of each command, as Markdown. */
export function commandPages(): string {
  const shared = [
    "## Flags of every command",
    flagsTable(GLOBAL_FLAGS),
    "## Flags for the credential",
    `Of ${COMMANDS.filter(takesCredential).map(({ name }) => `\`${name}\``).join(", ")}:`,
    flagsTable(CREDENTIAL_FLAGS),
    "## Flags for the connection",
    `Of ${COMMANDS.filter(connects).map(({ name }) => `\`${name}\``).join(", ")}:`,
    flagsTable(CONNECTION_FLAGS),
  ];
  return [...COMMANDS.flatMap((command) => pageOf(command)), ...shared].join("\n\n");
}

function pageOf(command: Declaration): string[] {
  const { name, summary, description, positionals, examples } = command;
  const all = ownFlags(command);
  // They stand once, at the end.
  const own = takesCredential(command)
    ? Object.fromEntries(Object.entries(all).filter(([flag]) => !(flag in CREDENTIAL_FLAGS)))
    : all;
  const named = Object.values(positionals).map(({ name, help }) => `- \`${name}\`: ${help}`);
  const lines = examples.map(({ line, about }) => `# ${about}\nsitehaul ${line}`);
  return [
    `## ${name}`,
    `${summary}.`,
    ...(description === undefined ? [] : [reflowed(description)]),
    `\`\`\`text\n${usageOf(command)}\n\`\`\``,
    ...(named.length === 0 ? [] : [named.join("\n")]),
    ...(Object.keys(own).length === 0 ? [] : [flagsTable(own)]),
    ...(takesCredential(command)
      ? ["Also the [flags for the credential](#flags-for-the-credential)."]
      : []),
    ...(connects(command)
      ? ["Also the [flags for the connection](#flags-for-the-connection)."]
      : []),
    `\`\`\`sh\n${lines.join("\n")}\n\`\`\``,
  ];
}

/** Whether it takes the flags of a credential as all others do, with the same words. */
function takesCredential(command: Declaration): boolean {
  const own: Flags = ownFlags(command);
  return Object.entries(CREDENTIAL_FLAGS).every(([name, flag]) => own[name] === flag);
}

/** A description is wrapped for terminals; Markdown wraps by itself. */
function reflowed(description: string): string {
  return description.replaceAll("\n", " ");
}

function flagsTable(flags: Flags): string {
  const rows = Object.entries(flags).map((
    [name, flag],
  ) => [`\`${spellingOf(name, flag)}\``, helpWithDefault(flag)]);
  return markdownTable(["flag", "what it does"], rows);
}

/** The anchor that GitHub gives a heading. */
function anchorOf({ name }: Declaration): string {
  return name.replaceAll(" ", "-");
}
