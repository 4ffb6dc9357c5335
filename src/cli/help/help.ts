/** Help, made from the declarations of the commands. */
import { type Declaration, type Flag, type Flags, GLOBAL_FLAGS } from "../declarations/command.ts";
import { CONNECTION_FLAGS, SITE_FLAGS } from "../declarations/shared.ts";
import { connects, ownFlags } from "./flag_groups.ts";
import type { Output } from "../output/output.ts";
import type { Style } from "../output/style.ts";

const EXIT_STATUSES =
  `Exit status: 0 done, 1 no update available, 2 usage, 10 unknown command, 21 and 23 not a reply of
the API, 22 network, 31 to 40 something is missing, 42 the credential was refused, 43 to 48 the site
refused or redirected, 50 configuration, 60 the archive is damaged, 61 wrong archive password, 63
something was left out when extracting, 70 a bug in sitehaul, 101 to 103 and 105 to 121 the site or
the backup, 104 the local disk, 130 interrupted; "sitehaul help N" explains one. With --json an error also has a stable code.`;

const REMOTE_CLI =
  `Command lines of Akeeba Remote CLI work, too: VERB --host=ADDRESS, with --token=TOKEN or --secret=WORD
and its other options, such as --api-version=N and --api-endpoint=PATH.`;

/** The longest line. */
const WIDTH = 100;

/** Nothing of others is in it. */
const OURS = { exactly: true } as const;

/** Shows the help of a command, or the overview. */
export function showHelp(
  command: Declaration | undefined,
  commands: readonly Declaration[],
  output: Output,
): void {
  if (command === undefined) {
    output.result(commands.map(documentOf), (style) => overview(commands, style), OURS);
  } else {
    output.result(documentOf(command), (style) => helpOf(command, style), OURS);
  }
}

/** Shows the commands whose names begin with the same word. */
export function showGroup(name: string, group: readonly Declaration[], output: Output): void {
  output.result(group.map(documentOf), (style) => {
    const lines = pairs(group.map((command) => [command.name, command.summary]));
    const more = `See "sitehaul help ${name} WORD" for details.`;
    return [section("Commands", lines, style), more].join("\n\n");
  }, OURS);
}

function overview(commands: readonly Declaration[], style: Style): string {
  return [
    "sitehaul takes, downloads and manages website backups through the remote JSON API for Akeeba " +
    "Backup\n(Joomla!, WordPress, Solo).",
    section("Usage", "  sitehaul COMMAND [ARGUMENTS] [FLAGS]", style),
    section("Commands", pairs(commands.map(({ name, summary }) => [name, summary])), style),
    section("Flags of every command", flagLines(GLOBAL_FLAGS), style),
    section("Flags of commands that connect to a site", flagLines(SITE_FLAGS), style),
    EXIT_STATUSES,
    "A SITE is its name in the configuration, its address, or an endpoint copied from the product.\n" +
    'See "sitehaul help COMMAND" for details.',
    REMOTE_CLI,
  ].join("\n\n");
}

function helpOf(command: Declaration, style: Style): string {
  const { summary, description, positionals, examples } = command;
  const named = Object.values(positionals).map(({ name, help }) => [name, help] as const);
  const own = ownFlags(command);
  return [
    summary + (description === undefined ? "." : `.\n${description}`),
    section("Usage", `  ${usageOf(command)}`, style),
    ...(named.length === 0 ? [] : [section("Arguments", pairs(named), style)]),
    ...(Object.keys(own).length === 0 ? [] : [section("Flags", flagLines(own), style)]),
    ...(connects(command)
      ? [section("Flags for the connection", flagLines(CONNECTION_FLAGS), style)]
      : []),
    section("Flags of every command", flagLines(GLOBAL_FLAGS), style),
    section(
      "Examples",
      examples.map(({ line, about }) => `  ${style.dim(`# ${about}`)}\n  sitehaul ${line}`).join(
        "\n",
      ),
      style,
    ),
  ].join("\n\n");
}

/** How to write a command. */
export function usageOf({ name, positionals }: Declaration): string {
  const words = Object.values(positionals).map(({ name, missing, many = false }) => {
    const word = many ? `${name}…` : name;
    return missing === undefined ? `[${word}]` : word;
  });
  return ["sitehaul", name, ...words, "[FLAGS]"].join(" ");
}

function section(title: string, body: string, style: Style): string {
  return `${style.bold(`${title}:`)}\n${body}`;
}

function flagLines(flags: Flags): string {
  return pairs(
    Object.entries(flags).map(([name, flag]) => [spellingOf(name, flag), helpWithDefault(flag)]),
  );
}

/** With the short spelling first and the value last: `-h, --help`, `--dir DIR`. */
export function spellingOf(name: string, flag: Flag): string {
  const short = flag.short === undefined ? "" : `-${flag.short}, `;
  const value = flag.type === "boolean"
    ? ""
    : flag.type === "choice"
    ? ` ${flag.choices.join("|")}`
    : ` ${flag.value}`;
  return `${short}--${name}${value}`;
}

/** The help of a flag, with its default in parentheses. */
export function helpWithDefault(flag: Flag): string {
  if (flag.type === "boolean" || flag.default === undefined) return flag.help;
  return `${flag.help} (${flag.default})`;
}

function pairs(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.flatMap(([left, right]) =>
    wrapped(right, WIDTH - width - 4).map((line, index) =>
      `  ${(index === 0 ? left : "").padEnd(width)}  ${line}`
    )
  ).join("\n");
}

/** The text in lines of at most `width` characters, broken between words. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function documentOf(command: Declaration): unknown {
  const { name, summary, description = null, positionals, flags, examples } = command;
  return {
    name,
    summary,
    description,
    usage: usageOf(command),
    positionals: Object.values(positionals),
    flags,
    examples,
  };
}
