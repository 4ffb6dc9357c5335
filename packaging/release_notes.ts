// deno-lint-ignore-file no-console -- what it prints is what it is for
/**
 * Prints the notes of a release: the section of CHANGELOG.md with its version, or, as long as there is
 * no tag, what is to be released, or has just been. A tag has to be the version of the program, and to have a section.
 *
 *     deno task release:notes [TAG]
 */
import { join } from "node:path";
import { VERSION } from "../src/base/program_version.ts";
import { TOP } from "./made.ts";

/** The text below the heading of a version, or of `Unreleased`; `undefined` where there is none. */
export function sectionOf(changelog: string, name: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((each) => each.startsWith(`[${name}]`));
  return section?.replace(/^.*\n/, "").replace(/^\[[^\]]+\]: .*$/gm, "").trim();
}

/**
 * The notes for a tag, or, without one, of what comes next.
 *
 * @throws {Error} when the tag is not that of this version, or has nothing to say
 */
export function notesFor(changelog: string, tag: string | undefined, version = VERSION): string {
  if (tag !== undefined && tag !== `v${version}`) {
    throw new Error(`The tag ${tag} is not that of this version: v${version}`);
  }
  const next = tag === undefined ? sectionOf(changelog, "Unreleased") : undefined;
  const section = next || sectionOf(changelog, version);
  if (!section) throw new Error(`CHANGELOG.md has no section [${version}], or nothing in it`);
  return `${section}\n`;
}

if (import.meta.main) {
  const [tag] = Deno.args;
  try {
    console.log(notesFor(await Deno.readTextFile(join(TOP, "CHANGELOG.md")), tag).trimEnd());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
