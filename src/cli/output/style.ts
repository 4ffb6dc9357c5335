/**
 * Colours, where they are wanted.
 * @module
 */
import { styleText } from "node:util";

type Paint = (text: string) => string;

/** What can be done to a text; nothing at all where colours are not wanted. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
}

/** The style for a stream. */
export function createStyle(colours: boolean): Style {
  const paint = (format: "bold" | "dim" | "green" | "yellow" | "red"): Paint =>
    colours ? (text) => styleText(format, text, { validateStream: false }) : (text) => text;
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    green: paint("green"),
    yellow: paint("yellow"),
    red: paint("red"),
  };
}
