import { resolve } from "node:path";
import type { Detected, Product } from "../../../mod.ts";
import type { CredentialSource, SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../declarations/command.ts";
import { apiOf } from "../context/connect_options.ts";
import type { configAdd } from "../declarations/configuration.ts";
import { knownProducts, loadConfigurationIfThere } from "../context/configuration.ts";
import { givenParameters } from "../context/parameters.ts";
import { askCredentials, type Credentials, isEmpty, readCredentials } from "../context/secrets.ts";
import { detectAt } from "../context/site.ts";
import { type SiteInvocation, targetOf } from "../context/target.ts";
import { changeConfiguration, refuseToChange } from "../context/write_configuration.ts";
import { addSite, refuseName } from "../../config/edit.ts";
import { looksLikeReference } from "../../config/reference.ts";
import { parseSite, type SiteAddress } from "../../resolve/site.ts";

/** Runs `config add`. */
export async function run(invocation: InvocationOf<typeof configAdd>): Promise<void> {
  const { args: { site: url }, flags, output } = invocation;
  const loaded = await loadConfigurationIfThere(invocation);
  await refuseToChange(loaded);
  const name = flags.name ?? hostOf((await targetOf(url, invocation)).name);
  refuseName(name, loaded?.configuration.sites ?? [], loaded?.file ?? "");
  const credentials = await credentialsFor(url, invocation);
  const asked = { ...invocation, flags: { ...flags, ...credentials, "secret-file": undefined } };
  const found = await detectAt(await targetOf(url, asked), asked);
  const { products: [product] } = found;
  const products = await knownProducts(invocation);
  const site: SiteSettings = {
    name,
    url: withPassword(found.site, parseSite(url, products).basicAuth),
    ...(product === undefined || found.products.length > 1 ? {} : { product }),
    endpoint: found.endpoint.url,
    credential: whatWorked(found, credentials),
    ...settingsOf(invocation, products),
  };
  const file = await changeConfiguration(invocation, {
    change: (text, path) => addSite(text, site, path),
    hide: true,
  });
  output.result(
    { ok: true, file, name, endpoint: site.endpoint },
    () => `Added ${name} to ${file}\nTry it: sitehaul backup ${name} --download`,
  );
}

/** The address with the web server's own name and password, where they were given in it. */
function withPassword(site: string, basicAuth: SiteAddress["basicAuth"]): string {
  if (basicAuth === undefined) return site;
  const url = new URL(site);
  url.username = encodeURIComponent(basicAuth.username);
  url.password = encodeURIComponent(basicAuth.password);
  return url.href;
}

/** What the site was found with is needed again. */
function settingsOf(
  { flags, world }: SiteInvocation,
  products: readonly Product[],
): Partial<SiteSettings> {
  const { timeout, "ca-file": authorities } = flags;
  const { folder, ...parameters } = givenParameters(flags, products);
  const api = apiOf(flags);
  return {
    ...(api === undefined ? {} : { api }),
    ...(folder === undefined ? {} : { folder }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(authorities === undefined ? {} : { caFile: resolve(world.cwd(), authorities) }),
  };
}

/** Of a secret and a token the one that the site takes; a token may have been given as a secret. */
function whatWorked(
  { credential }: Pick<Detected, "credential">,
  { secret = "", token = secret }: Credentials,
): CredentialSource {
  const isToken = credential === "api-token";
  if (!looksLikeReference(isToken ? token : secret)) return isToken ? { token } : { secret };
  throw new SitehaulError("config/invalid", "This secret cannot be written into a configuration", {
    hint:
      "It contains what would be read as a reference. Keep it in a file, and refer to that file.",
  });
}

/** The given credential, or else the one typed at the prompt. */
async function credentialsFor(
  url: string,
  { flags, world, output }: SiteInvocation,
): Promise<Credentials> {
  const given = await readCredentials(flags, world, output);
  if (!isEmpty(given)) return given;
  const typed = await askCredentials(world, output);
  if (isEmpty(typed)) {
    throw new SitehaulError(
      "auth/missing",
      `No Secret Word or token was given for ${hostOf(url)}`,
      {
        hint: "Use --secret-file, SITEHAUL_SECRET or SITEHAUL_TOKEN.",
      },
    );
  }
  return typed;
}

function hostOf(address: string): string {
  return address.replace(/^\w+:\/\//, "").replace(/^[^/@]*@/, "").replace(/[/:?#].*$/s, "")
    .replace(/[^\p{Letter}\p{Number}._-]/gu, "-");
}
