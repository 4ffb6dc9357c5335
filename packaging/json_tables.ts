import {
  DOCUMENT_COMMANDS,
  documentJsonSchema,
  eventJsonSchema,
} from "../src/cli/output/event_schemas.ts";
import { markdownTable } from "./markdown.ts";

/** As much of JSON Schema as zod writes for these shapes. */
interface Schema {
  readonly title?: string | undefined;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The shapes with a title, each of which has a section of its own. */
const SHAPES: ReadonlyMap<string, Schema> = shapesIn([
  ...DOCUMENT_COMMANDS.map((command) => documentJsonSchema(command)),
  eventJsonSchema(),
]);

function shapesIn(schemas: readonly Schema[]): Map<string, Schema> {
  const shapes = new Map<string, Schema>();
  const collect = (schema: Schema) => {
    if (schema.title !== undefined) shapes.set(schema.title, schema);
    partsOf(schema).forEach(collect);
  };
  schemas.flatMap(partsOf).forEach(collect);
  return shapes;
}

/** The documents of `--json` as Markdown, a section for each command. */
export function documentPages(): string {
  return DOCUMENT_COMMANDS.map((command) => {
    const schema: Schema = { ...documentJsonSchema(command), title: undefined };
    const heading = `### ${command}\n\n${schema.description}`;
    const item = schema.items ?? schema;
    const variants = variantsOf(item);
    if (variants.length > 1 && item === schema) {
      const parts = variants.map((each) => `${each.description}:\n\n${fieldsTable(each)}`);
      return `### ${command}\n\n${parts.join("\n\n")}`;
    }
    if (variants.length > 1) return `${heading}: ${typeText(item, "")}.`;
    const title = item.title ?? shapeAlone(item);
    return title === undefined
      ? `${heading}:\n\n${fieldsTable(item)}`
      : `${heading}: see [${title}](#${anchorOf(title)}).`;
  }).join("\n\n");
}

/** The shape that a schema is, but for what every document has. */
function shapeAlone(schema: Schema): string | undefined {
  const shape = shapeWithin(schema);
  const rest = Object.keys(schema.properties ?? {})
    .filter((name) => name !== "schema" && !Object.hasOwn(shape?.properties ?? {}, name));
  return rest.length === 0 ? shape?.title : undefined;
}

/** The shape all of whose fields an object has. What is said of them there is not said again. */
function shapeWithin({ title, properties = {} }: Schema): Schema | undefined {
  if (title !== undefined) return undefined;
  return SHAPES.values().find((shape) =>
    Object.entries(shape.properties ?? {}).every(([name, { description }]) =>
      Object.hasOwn(properties, name) && properties[name]?.description === description
    )
  );
}

/** The shapes with a title as Markdown, a section for each. */
export function shapePages(): string {
  return [...SHAPES].map(([title, schema]) => `### ${title}\n\n${fieldsTable(schema)}`)
    .join("\n\n");
}

/** The events of `--json` as Markdown: what each means, and its fields. */
export function eventPages(): string {
  const events = variantsOf(eventJsonSchema());
  const typeOf = ({ properties }: Schema) => String(properties?.["type"]?.const);
  const rows = events.map((
    event,
  ) => [`[\`${typeOf(event)}\`](#${typeOf(event)})`, event.description ?? ""]);
  const overview = markdownTable(["type", "meaning"], rows);
  const pages = events.map((event) =>
    `### ${typeOf(event)}\n\n${event.description}:\n\n${fieldsTable(event, "json.md")}`
  );
  return [overview, ...pages].join("\n\n");
}

/** A line for each field; `schema`, and the type of an event, are left out. */
function fieldsTable(schema: Schema, document = ""): string {
  const isImplied = ([name, { const: value, description }]: [string, Schema]) =>
    name === "schema" || name === "type" && value !== undefined && description === undefined;
  const fields = Object.entries(schema.properties ?? {}).filter((each) => !isImplied(each));
  const rows = fieldsOf({ ...schema, properties: Object.fromEntries(fields) }, "", document);
  return markdownTable(["field", "type", "meaning"], rows);
}

function fieldsOf(all: Schema, before: string, document: string): string[][] {
  const { properties = {}, required = [] } = all;
  const shape = shapeWithin(all);
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (shape?.properties !== undefined && Object.hasOwn(shape.properties, name)) {
      // In the place of the first of them stands what all of them are.
      const [first] = Object.keys(properties).filter((each) =>
        Object.hasOwn(shape.properties ?? {}, each)
      );
      return name === first ? [shapeRow(shape, all, before, document)] : [];
    }
    const optional = required.includes(name) ? "" : ", optional";
    const row = [
      `\`${before}${name}\``,
      typeText(schema, document) + optional,
      schema.description ?? "",
    ];
    const inner = innerObject(schema);
    if (inner === undefined || inner.schema.title !== undefined) return [row];
    return [row, ...fieldsOf(inner.schema, `${before}${name}${inner.suffix}.`, document)];
  });
}

function shapeRow(
  { title = "", required: always = [] }: Schema,
  { required = [] }: Schema,
  before: string,
  document: string,
): string[] {
  const which = always.every((name) => required.includes(name))
    ? "All of its fields"
    : "Its fields; where there is nothing to report, only some of them";
  return [`\`${before}…\``, `[${title}](${document}#${anchorOf(title)})`, which];
}

/** The object within a field, or within its items. */
function innerObject(schema: Schema): { schema: Schema; suffix: string } | undefined {
  for (const each of variantsOf(schema)) {
    if (each.properties !== undefined) return { schema: each, suffix: "" };
    const item = each.items;
    if (item?.properties !== undefined) return { schema: item, suffix: "[]" };
  }
  return undefined;
}

function variantsOf(schema: Schema & { readonly oneOf?: readonly Schema[] }): readonly Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

function partsOf(schema: Schema): Schema[] {
  return [
    ...Object.values(schema.properties ?? {}),
    ...schema.items === undefined ? [] : [schema.items],
    ...variantsOf(schema).filter((each) => each !== schema),
  ];
}

function typeText(schema: Schema, document: string): string {
  return variantsOf(schema).map((each) => {
    if (each.title !== undefined) return `[${each.title}](${document}#${anchorOf(each.title)})`;
    if (each.const !== undefined) return `\`${JSON.stringify(each.const)}\``;
    if (each.type === "array" && each.items !== undefined) {
      return `array of ${typeText(each.items, document)}`;
    }
    return [each.type ?? "any"].flat().join(" or ");
  }).join(" or ");
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(" ", "-");
}
