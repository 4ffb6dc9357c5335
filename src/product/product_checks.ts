/** How the parts of a product's definition have to fit together. */
import { compareVersions } from "./compare_versions.ts";
import { SECRET_PARAMETER } from "../base/credential_names.ts";
import { SitehaulError } from "../base/errors.ts";
import {
  acceptedKinds,
  isRecommended,
  type Product,
  type Release,
  type Route,
  versionsOf,
} from "./product_contract.ts";
import { expressionFault, markFault, pathFault, segmentFault } from "./product_rules.ts";
import { PRODUCT_SHAPE } from "./product_shape.ts";
import type { AnswerPattern, Erratum } from "./product_signs.ts";

/** Parameters that belong to a call or carry a credential, so that no route may set them. */
const CALL_QUERY: readonly string[] = ["method", SECRET_PARAMETER, "json"];

/** @throws {SitehaulError} `product/invalid`, with the row at fault in its message */
export function checkProduct(product: Product): void {
  const shape = PRODUCT_SHAPE.safeParse(product);
  const issue = shape.error?.issues[0];
  if (issue !== undefined) throw invalid(product, issue.path, issue.message);
  checkParts(product);
  product.releases.forEach((release, index) => checkRelease(product, release, index));
}

function checkParts(product: Product): void {
  const { parameters = {}, innerPaths = [], marks = {}, oneAtATime = [] } = product;
  for (const [name, parameter] of Object.entries(parameters)) {
    refuse(product, ["parameters", name], name === "method" && "the name belongs to API version 3");
    for (const value of [parameter.default, ...parameter.alternatives ?? []]) {
      refuse(product, ["parameters", name], segmentFault(value));
    }
  }
  innerPaths.forEach((path, index) => refuse(product, ["innerPaths", index], pathFault(path, [])));
  for (const mark of ["cookie", "page"] as const) {
    const expression = marks[mark];
    if (expression !== undefined) {
      refuse(product, ["marks", mark], markFault(expression));
    }
  }
  marks.links?.forEach((path, index) =>
    refuse(product, ["marks", "links", index], pathFault(path, Object.keys(parameters)))
  );
  oneAtATime.forEach((path, index) =>
    refuse(product, ["oneAtATime", index], path !== "" && pathFault(path, []))
  );
  for (const [index, { shows }] of (product.signs ?? []).entries()) {
    shows.forEach((pattern) => checkPattern(product, pattern, ["signs", index]));
  }
}

function checkPattern(
  product: Product,
  { path, text }: AnswerPattern,
  here: readonly PropertyKey[],
): void {
  if (path !== undefined) refuse(product, [...here, "path"], expressionFault(path));
  if (text !== undefined) refuse(product, [...here, "text"], expressionFault(text));
}

function checkRelease(product: Product, release: Release, index: number): void {
  const here = ["releases", index];
  const { from, to, routes, levels } = release;
  const before = product.releases[index - 1];
  refuse(
    product,
    here,
    to !== undefined && compareVersions(from, to) > 0 && "ends before it begins",
  );
  refuse(
    product,
    here,
    before !== undefined && (before.to === undefined || compareVersions(before.to, from) >= 0) &&
      `overlaps release ${index} (${versionsOf(before)}), or is not after it`,
  );
  const isUpsideDown = levels?.to !== undefined && levels.to < levels.from;
  refuse(product, [...here, "levels"], isUpsideDown && "end before they begin");
  routes.forEach((route, at) => checkRoute(product, release, route, [...here, "routes", at]));
  (release.errata ?? []).forEach((erratum, at) =>
    checkErratum(product, release, erratum, [...here, "errata", at])
  );
  for (const kind of new Set(routes.flatMap((route) => acceptedKinds(route)))) {
    const isServed = routes.some((route) => isRecommended(route, kind));
    refuse(product, here, !isServed && `recommends no route for the credential "${kind}"`);
  }
}

function checkErratum(
  product: Product,
  release: Release,
  { from = release.from, to = release.to, shows }: Erratum,
  here: readonly PropertyKey[],
): void {
  const isInside = compareVersions(from, release.from) >= 0 &&
    (to === undefined || compareVersions(from, to) <= 0) &&
    (release.to === undefined || to !== undefined && compareVersions(to, release.to) <= 0);
  refuse(product, here, !isInside && "lies outside the release");
  checkPattern(product, shows, [...here, "shows"]);
}

function checkRoute(
  product: Product,
  release: Release,
  route: Route,
  here: readonly PropertyKey[],
): void {
  const { api, path, query = {}, recommended, acceptsSince = {}, ignores = [] } = route;
  const known = Object.keys(product.parameters ?? {});
  const taken = acceptedKinds(route);
  refuse(product, [...here, "path"], pathFault(path, api === 3 ? [...known, "method"] : known));
  refuse(
    product,
    [...here, "path"],
    api === 3 && path.split("{method}").length !== 2 && "API version 3 needs {method} in it, once",
  );
  const reserved = Object.keys(query).find((name) => CALL_QUERY.includes(name));
  refuse(product, [...here, "query"], reserved !== undefined && `"${reserved}" belongs to a call`);
  refuse(
    product,
    [...here, "accepts"],
    api === 1 && taken.includes("api-token") && "API version 1 has no API tokens",
  );
  const unknown = ignores.find((name) => !Object.hasOwn(query, name));
  refuse(
    product,
    [...here, "ignores"],
    unknown !== undefined && `"${unknown}" is not in its query`,
  );
  const stray = Array.isArray(recommended) && recommended.find((kind) => !taken.includes(kind));
  refuse(
    product,
    [...here, "recommended"],
    stray && `it does not accept the credential "${stray}"`,
  );
  for (const [kind, since] of Object.entries(acceptsSince)) {
    const isLater = compareVersions(since, release.from) > 0 &&
      (release.to === undefined || compareVersions(since, release.to) <= 0);
    const isTaken = taken.some((one) => one === kind);
    refuse(product, [...here, "acceptsSince", kind], !isTaken && "is not among accepts");
    refuse(product, [...here, "acceptsSince", kind], !isLater && "lies outside the release");
  }
}

function refuse(
  product: Product,
  path: readonly PropertyKey[],
  fault: string | false | undefined,
): void {
  if (fault) throw invalid(product, path, fault);
}

/** Names the row: `Product "mine", release 2 (7.5.0 – 8.x), route 1: path: …`. */
function invalid(product: Product, path: readonly PropertyKey[], fault: string): SitehaulError {
  const [first, releaseIndex, second, routeIndex] = path;
  const row = [`Product ${JSON.stringify(product?.id) ?? "without an id"}`];
  const isRelease = first === "releases" && typeof releaseIndex === "number";
  const isRoute = isRelease && second === "routes" && typeof routeIndex === "number";
  if (isRelease) {
    const release = product.releases[releaseIndex];
    const range = typeof release?.from === "string" ? ` (${versionsOf(release)})` : "";
    row.push(`release ${releaseIndex + 1}${range}`);
  }
  if (isRoute) row.push(`route ${routeIndex + 1}`);
  const field = path.slice(isRoute ? 4 : isRelease ? 2 : 0).map(String).join(".");
  return new SitehaulError(
    "product/invalid",
    `${row.join(", ")}: ${field === "" ? "" : `${field}: `}${fault}`,
    { hint: "Correct this row of the product's definition; see the Product type for its fields." },
  );
}
