/** A request as the site sees it. */
import { type CallParameters, objectOf, readFields, textOf } from "./parameters.ts";

/** One request, read. */
export interface Incoming {
  readonly verb: string;
  readonly url: URL;
  /** The path below the site's root; `undefined` outside of it. */
  readonly path: string | undefined;
  readonly query: CallParameters;
  /** The fields of a form that was posted. */
  readonly form: CallParameters;
  readonly headers: Headers;
}

/** What is requested, whether or not it is answered. */
export interface Asked {
  readonly api: 1 | 2 | 3 | undefined;
  readonly apiMethod: string | undefined;
  readonly parameters: CallParameters;
}

/** Reads a request. A body that is no form counts as none, as it does for the product. */
export async function readIncoming(request: Request, root: string): Promise<Incoming> {
  const url = new URL(request.url);
  const { pathname } = url;
  const inside = pathname.startsWith(root) ? pathname.slice(root.length) : undefined;
  return {
    verb: request.method,
    url,
    path: `${pathname}/` === root ? "" : inside,
    query: readFields(url.searchParams),
    form: request.method === "POST" ? await readForm(request) : {},
    headers: request.headers,
  };
}

async function readForm(request: Request): Promise<CallParameters> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    const form = await request.formData();
    return readFields(
      [...form].flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []),
    );
  }
  const text = await request.text();
  return type.startsWith("application/json") ? {} : readFields(new URLSearchParams(text));
}

/** A field of the query or the form, as those see it that ask for either. */
export function field({ query, form }: Incoming, name: string): string {
  return textOf(form, name) || textOf(query, name);
}

/** The parameters that count: those of the form for POST, else those of the query. */
export function parametersOf({ verb, query, form }: Incoming): CallParameters {
  return verb === "POST" ? form : query;
}

/** The request of API version 1: JSON in a parameter. */
export function legacyRequest(incoming: Incoming): unknown {
  try {
    return JSON.parse(field(incoming, "json"));
  } catch {
    return undefined;
  }
}

/** What a request asks for, by its looks. */
export function askedFor(incoming: Incoming): Asked {
  const inPath = /\/v3\/akeebabackup\/([A-Za-z]+)$/.exec(incoming.url.pathname);
  if (inPath !== null) {
    return { api: 3, apiMethod: inPath[1], parameters: parametersOf(incoming) };
  }
  const legacy = legacyBody(incoming);
  if (legacy !== undefined) {
    return {
      api: 1,
      apiMethod: textOf(legacy, "method") || undefined,
      parameters: objectOf(legacy, "data") ?? {},
    };
  }
  const apiMethod = textOf(parametersOf(incoming), "method") || undefined;
  const api = apiMethod === undefined ? undefined : 2;
  return { api, apiMethod, parameters: parametersOf(incoming) };
}

function legacyBody(incoming: Incoming): CallParameters | undefined {
  const outer = legacyRequest(incoming);
  const body = objectOf({ outer }, "outer")?.["body"];
  try {
    const inner: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
    return objectOf({ inner }, "inner");
  } catch {
    return undefined;
  }
}
