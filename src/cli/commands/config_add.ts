import { resolve } from "node:path";
import type { Detected } from "../../../mod.ts";
import type { Product } from "../../product/product.ts";
import type { CredentialSource, SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import { apiOf } from "../context/connect_options.ts";
import type { configAdd } from "../declarations/configuration.ts";
import type { Context, SiteFlags } from "../context/context.ts";
import { givenParameters } from "../context/parameters.ts";
import { type Credentials, isEmpty, readCredentials } from "../context/secrets.ts";
import { changeConfiguration, refuseToChange } from "../context/write_configuration.ts";
import { addSite, refuseName } from "../../config/edit.ts";
import { looksLikeReference } from "../../config/reference.ts";
import { parseSite, type SiteAddress } from "../../resolve/site.ts";

export async function run(
  { args: { site: url }, flags, context }: InvocationOf<typeof configAdd>,
): Promise<void> {
  const { tag: tags } = flags;
  const configuration = await context.configuration({ mayBeMissing: true });
  await refuseToChange(configuration);
  const name = flags.name ?? hostOf((await context.site(url, flags)).name);
  refuseName(name, configuration.sites, configuration.loaded?.file ?? "");
  const credentials = await credentialsFor(url, flags, context);
  const asked = { ...flags, ...credentials, "secret-file": undefined };
  const found = await (await context.site(url, asked)).detect();
  const { products: [product] } = found;
  const products = await configuration.products();
  const site: SiteSettings = {
    name,
    url: withPassword(found.site, parseSite(url, products).basicAuth),
    ...(product === undefined || found.products.length > 1 ? {} : { product }),
    endpoint: found.endpoint.url,
    credential: whatWorked(found, credentials),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    ...settingsOf(flags, { products, cwd: context.world.cwd() }),
  };
  const file = await changeConfiguration(context, {
    change: (text, path) => addSite(text, site, path),
    hide: true,
  });
  context.output.result(
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
  flags: SiteFlags,
  { products, cwd }: { readonly products: readonly Product[]; readonly cwd: string },
): Partial<SiteSettings> {
  const { timeout, "ca-file": authorities } = flags;
  const { folder, ...parameters } = givenParameters(flags, products);
  const api = apiOf(flags);
  return {
    ...(api === undefined ? {} : { api }),
    ...(folder === undefined ? {} : { folder }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(authorities === undefined ? {} : { caFile: resolve(cwd, authorities) }),
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
  flags: SiteFlags,
  context: Context,
): Promise<Credentials> {
  const given = await readCredentials(flags, context);
  if (!isEmpty(given)) return given;
  const typed = await context.askCredentials();
  if (isEmpty(typed)) {
    throw new SitehaulError(
      "auth/missing",
      `No Secret Word or token was given for ${hostOf(url)}`,
      { hint: "Use --secret-file, SITEHAUL_SECRET or SITEHAUL_TOKEN." },
    );
  }
  return typed;
}

function hostOf(address: string): string {
  return address.replace(/^\w+:\/\//, "").replace(/^[^/@]*@/, "").replace(/[/:?#].*$/s, "")
    .replace(/[^\p{Letter}\p{Number}._-]/gu, "-");
}
