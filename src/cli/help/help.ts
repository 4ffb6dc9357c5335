/** Help, made from the declarations of the commands. */
import {
  COMMAND_GROUPS,
  type Declaration,
  type Flag,
  type Flags,
  GLOBAL_FLAGS,
} from "../declarations/command.ts";
import { CONNECTION_FLAGS, SITE_FLAGS } from "../declarations/shared.ts";
import { connects, ownFlags } from "./flag_groups.ts";
import type { Output } from "../output/output.ts";
import type { Style } from "../output/style.ts";
import { wrap } from "../output/wrap.ts";

const EXIT_STATUSES =
  `Exit status: 0 done, 1 no update available, 2 usage, 10 unknown command, 21 and 23 not a reply of
the API, 22 network, 31 to 40 something is missing, 42 the credential was refused, 43 to 48 the site
refused or redirected, 50 configuration, 51 the history, 60 the archive is damaged, 61 wrong archive password, 63
something was left out when extracting, 70 a bug in sitehaul, 101 to 103 and 105 to 121 the site or
the backup, 104 the local disk, 130 interrupted; "sitehaul help N" explains one. With --json an error also has a stable code.`;

const REMOTE_CLI =
  `Command lines of Akeeba Remote CLI work, too: VERB --host=ADDRESS, with --token=TOKEN or --secret=WORD
and its other options, such as --api-version=N and --api-endpoint=PATH.`;

/** The longest line, where the terminal is not narrower. */
const WIDTH = 100;
/** Where the left of two columns takes more than this share, the right one goes below it. */
const MOST_LEFT = 0.45;

const GROUP_TITLES: Readonly<Record<typeof COMMAND_GROUPS[number], string>> = {
  "back up": "Back up",
  "copies": "Copies on this computer",
  "sites": "Sites",
  "look": "Look",
  "set up": "Set up",
};

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
    const lines = pairs(group.map((command) => [command.name, command.summary]), style);
    const more = paragraph(`See "sitehaul help ${name} WORD" for details.`, style);
    return [section("Commands", lines, style), more].join("\n\n");
  }, OURS);
}

function overview(commands: readonly Declaration[], style: Style): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = COMMAND_GROUPS.map((group) => {
    const members = commands.filter((command) => command.group === group);
    const lines = members.map(({ name, summary }) => [name.padEnd(width), summary] as const);
    return section(GROUP_TITLES[group], pairs(lines, style), style);
  });
  return [
    paragraph(
      "sitehaul takes, downloads and manages website backups through the remote JSON API for Akeeba " +
        "Backup (Joomla!, WordPress, Solo).",
      style,
    ),
    section("Usage", "  sitehaul COMMAND [ARGUMENTS] [FLAGS]", style),
    ...groups,
    section("Flags of every command", flagLines(GLOBAL_FLAGS, style), style),
    section("Flags of commands that connect to a site", flagLines(SITE_FLAGS, style), style),
    paragraph(EXIT_STATUSES, style),
    paragraph(
      "A SITE is its name in the configuration, its address, or an endpoint copied from the product. " +
        'See "sitehaul help COMMAND" for details.',
      style,
    ),
    paragraph(REMOTE_CLI, style),
  ].join("\n\n");
}

function helpOf(command: Declaration, style: Style): string {
  const { summary, description, positionals, examples } = command;
  const named = Object.values(positionals).map(({ name, help }) => [name, help] as const);
  const own = ownFlags(command);
  return [
    paragraph(`${summary}.`, style) +
    (description === undefined ? "" : `\n${paragraph(description, style)}`),
    section("Usage", usageLine(usageOf(command), style), style),
    ...(named.length === 0 ? [] : [section("Arguments", pairs(named, style), style)]),
    ...(Object.keys(own).length === 0 ? [] : [section("Flags", flagLines(own, style), style)]),
    ...(connects(command)
      ? [section("Flags for the connection", flagLines(CONNECTION_FLAGS, style), style)]
      : []),
    section("Flags of every command", flagLines(GLOBAL_FLAGS, style), style),
    section(
      "Examples",
      examples.map(({ line, about }) =>
        `  ${style.dim(commentLine(about, style))}\n${exampleLine(line, style)}`
      )
        .join("\n"),
      style,
    ),
  ].join("\n\n");
}

/** How to write a command. */
export function usageOf({ name, positionals }: Declaration): string {
  const words = Object.values(positionals).map(({ name, missing, unless, many = false }) => {
    const word = many ? `${name}…` : name;
    return missing === undefined || unless !== undefined ? `[${word}]` : word;
  });
  return ["sitehaul", name, ...words, "[FLAGS]"].join(" ");
}

function section(title: string, body: string, style: Style): string {
  return `${style.bold(`${title}:`)}\n${body}`;
}

function usageLine(usage: string, style: Style): string {
  return `  ${wrap(usage, widthIn(style) + 1, 2, 6)}`;
}

function commentLine(about: string, style: Style): string {
  return wrap(`# ${about}`, widthIn(style) - 1, 2, 2).replaceAll("\n  ", "\n  # ");
}

/** A line that is too long goes on below, as a shell reads it. */
function exampleLine(line: string, { columns }: Style): string {
  const whole = `  sitehaul ${line}`;
  if (columns === undefined || whole.length < columns) return whole;
  return wrap(whole.trimStart(), columns - 4, 0, 6).split("\n").map((each) =>
    each.startsWith(" ") ? each : `  ${each}`
  ).join(" \\\n");
}

function flagLines(flags: Flags, style: Style): string {
  return pairs(
    Object.entries(flags).map(([name, flag]) => [spellingOf(name, flag), helpWithDefault(flag)]),
    style,
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

/** The longest line in a terminal; the last column stays free. */
function widthIn({ columns }: Style): number {
  return Math.min(WIDTH, (columns ?? Infinity) - 1);
}

/** A text of one paragraph; its own line breaks count for nothing. */
function paragraph(text: string, style: Style): string {
  return wrap(text.replace(/\s+/g, " "), widthIn(style) + 1, 0, 0);
}

function pairs(lines: readonly (readonly [string, string])[], style: Style): string {
  const all = widthIn(style);
  const longest = Math.max(...lines.map(([left]) => left.length));
  const isBelow = longest + 4 > all * MOST_LEFT && all < WIDTH - 1;
  const indent = isBelow ? 6 : longest + 4;
  return lines.map(([left, right]) => {
    const text = wrap(right, all + 1, indent, indent);
    const lead = `  ${left.trimEnd()}`;
    return isBelow ? `${lead}\n${" ".repeat(indent)}${text}` : lead.padEnd(indent) + text;
  }).join("\n");
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
