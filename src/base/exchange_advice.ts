/**
 * The usual causes and remedies of what goes wrong in an exchange with a server: the network, and
 * replies that cannot be read.
 * @module
 */
import type { ErrorCode } from "./errors.ts";

/** The codes of an exchange. */
type ExchangeCode = Extract<ErrorCode, `network/${string}` | `reply/${string}`>;

/** Their part of the guide. */
export const EXCHANGE_ADVICE: Readonly<
  Record<ExchangeCode, { readonly cause: string; readonly cure: string }>
> = {
  "reply/shape": {
    cause: "The reply is JSON, but not the API's: from another program, or from a newer version.",
    cure: "Run `sitehaul detect SITE --explain`. If the address is right, update sitehaul.",
  },
  "reply/too-large": {
    cause: "The reply is larger than any reply of the API: a file, or an endless page.",
    cure: "Check the address. Enter the site's root and let sitehaul find the endpoint.",
  },
  "network/dns": {
    cause: "The host name does not resolve: a typo, or this computer is offline.",
    cure: "Check the spelling, and whether this computer is online.",
  },
  "network/refused": {
    cause: "Nothing is listening on the port: a wrong port, or the web server is down.",
    cure: "Check the address, and whether the site opens in a browser.",
  },
  "network/connect-timeout": {
    cause: "The host does not accept the connection: a firewall drops it, or the host is down.",
    cure: "Check the address. Ask the hosting company whether it blocks this computer.",
  },
  "network/tls": {
    cause: "A certificate that is expired or not trusted, or an SSH host key that is not known.",
    cure: "Fix the certificate. If its authority is your own, pass it with `--ca-file`.",
  },
  "network/timeout": {
    cause: "The connection was made, but no reply arrived in time.",
    cure: "Try again. For a slow site, raise `--timeout`.",
  },
  "network/reset": {
    cause: "The connection was cut: by a time limit of PHP, of the web server or of a proxy.",
    cure: "Try again. A download resumes where it stopped. If it persists, check the server's log.",
  },
  "network/failed": {
    cause: "The server does not speak HTTP, or the failure is none of those listed here.",
    cure: "Check the port of the address. `--debug` shows the cause.",
  },
  "network/proxy": {
    cause:
      "The proxy that the environment names cannot be reached, or does not connect to the host.",
    cure: "Check `HTTPS_PROXY` and `HTTP_PROXY`, or add the host to `NO_PROXY`.",
  },
  "network/proxy-denied": {
    cause: "The proxy asks for a user name and password, or refuses those that it was sent.",
    cure: "Write them into the variable that the message names.",
  },
  "reply/not-json": {
    cause: "The reply is a page, not JSON: from a firewall, a security plug-in or a login.",
    cure: "Run `sitehaul doctor SITE`, which shows what kind of page it is.",
  },
  "reply/truncated": {
    cause: "The reply is cut short: PHP crashed, or a proxy cut it.",
    cure: "Try again. If it persists, check the PHP error log and the proxy's limits.",
  },
};
