/**
 * Who seems to have answered in the place of the API, by the traces that they leave. A guess, for
 * messages alone: nothing is decided by it.
 */
import type { AnswerLooks } from "../protocol/answer_error.ts";

/** A firewall, or a check of browsers, and how it shows. */
interface Firewall {
  readonly name: string;
  /** A header that it alone sends, and a value of it. */
  readonly header?: readonly [name: string, value: RegExp];
  /** Found in the pages with which it refuses. */
  readonly text?: RegExp;
}

/** Seen in reports of users, or in the makers' documentation. */
const FIREWALLS: readonly Firewall[] = [
  { name: "Cloudflare", header: ["cf-mitigated", /./], text: /_cf_chl_opt|cf-error-details/ },
  { name: "SiteGround", header: ["sg-captcha", /./], text: /\.well-known\/(?:sg)?captcha\// },
  { name: "Imunify360", header: ["server", /imunify360/i], text: /imunify360/i },
  { name: "Sucuri", header: ["x-sucuri-block", /./], text: /sucuri website firewall/i },
  { name: "Imperva", text: /_Incapsula_Resource|incapsula incident id/i },
  { name: "AWS WAF", header: ["x-amzn-waf-action", /./] },
  { name: "DDoS-Guard", header: ["server", /ddos-guard/i] },
  {
    name: "Wordfence",
    text: /wordfence|your access to this site has been limited by the site owner/i,
  },
  { name: "ModSecurity", text: /mod_?security/i },
  { name: "NinjaFirewall", text: /ninjafirewall/i },
  { name: "BitNinja", text: /bitninja/i },
  { name: "Akamai", header: ["server", /akamaighost/i] },
];

/** The name of a firewall that shows in an answer; none is looked for in what is just not there. */
export function firewallIn(status: number, headers: Headers, text: string): string | undefined {
  if (status === 404 || status === 410) return undefined;
  return FIREWALLS.find(({ header, text: pattern }) => {
    const [name, value] = header ?? [];
    const sent = name === undefined ? null : headers.get(name);
    return sent !== null && value?.test(sent) || pattern?.test(text);
  })?.name;
}

/** What a language without an error page of its own prints when it fails. */
const CRASH =
  /\b(?:fatal|parse) error\b.{0,40}:|\buncaught (?:\w{0,20}error|\w{0,20}exception)\b|\bcritical error on this website\b|\bcall to (?:undefined|a member) function\b|\ballowed memory size of\b/i;

const CAPTCHA =
  /\bcaptcha\b|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are human|checking your browser|just a moment/i;

const LOGIN =
  /\blog[- ]?in\b|\bsign[- ]?in\b|\banmeld|\bse connecter\b|\bconnexion\b|\biniciar sesi|\baccedi\b|\binloggen\b|\bpřihlá|\bzaloguj|\bentrar\b|вход|ログイン/i;

const SOON =
  /coming soon|under construction|launching soon|site is (?:private|offline)|\bwartung|in (?:arbeit|bearbeitung|kürze)|demnächst|bientôt|en (?:construction|construcción|travaux|mantenimiento)|próximamente|in costruzione|in manutenzione|in aanbouw|w budowie|ve výstavb|em construção|em breve/i;

/** A page with a password field and little else is one of a login, in whatever language. */
const PASSWORD_FIELD = /<input\b[^>]{0,300}type\s{0,3}=\s{0,3}["']?password/i;
const SMALL = 12_000;

/**
 * What an answer looks like.
 *
 * @param title the title of the page, `""` where there is none
 * @param text the text, as far as it was read
 */
export function looksOf(title: string, text: string): AnswerLooks | undefined {
  if (CRASH.test(text)) return "crash";
  if (CAPTCHA.test(title)) return "captcha";
  if (SOON.test(title)) return "coming soon";
  const isBareLogin = text.length < SMALL && PASSWORD_FIELD.test(text);
  return LOGIN.test(title) || isBareLogin ? "login" : undefined;
}
