/**
 * What goes wrong on the way to a site and back: the network, addresses, and replies that cannot be read.
 */
import type { ErrorRow } from "./error_row.ts";

export const EXCHANGE_ERRORS = {
  "reply/shape": {
    exit: 21,
    cause: "The reply is JSON, but not the API's: from another program, or from a newer version.",
    cure: "Run `detect()` with `onAttempt`. If the address is right, update sitehaul.",
  },
  "reply/too-large": {
    exit: 21,
    cause: "The reply is larger than any reply of the API: a file, or an endless page.",
    cure: "Check the address. Enter the site's root and let sitehaul find the endpoint.",
  },
  "network/dns": {
    exit: 22,
    isTransient: true,
    cause: "The host name does not resolve: a typo, or this computer is offline.",
    cure: "Check the spelling, and whether this computer is online.",
  },
  "network/refused": {
    exit: 22,
    isTransient: true,
    cause: "Nothing is listening on the port: a wrong port, or the web server is down.",
    cure: "Check the address, and whether the site opens in a browser.",
  },
  "network/connect-timeout": {
    exit: 22,
    isTransient: true,
    cause: "The host does not accept the connection: a firewall drops it, or the host is down.",
    cure: "Check the address. Ask the hosting company whether it blocks this computer.",
  },
  "network/tls": {
    exit: 22,
    cause: "A certificate that is expired or not trusted, or an SSH host key that is not known.",
    cure: "Fix the certificate. If its authority is your own, pass it with `caCerts`.",
  },
  "network/timeout": {
    exit: 22,
    isTransient: true,
    cause: "The connection was made, but no reply arrived in time.",
    cure: "Try again. For a slow site, raise `answerMs`.",
  },
  "network/reset": {
    exit: 22,
    isTransient: true,
    cause: "The connection was cut: by a time limit of PHP, of the web server or of a proxy.",
    cure: "Try again. A download resumes where it stopped. If it persists, check the server's log.",
  },
  "network/failed": {
    exit: 22,
    isTransient: true,
    cause: "The server does not speak HTTP, or the failure is none of those listed here.",
    cure: "Check the port of the address. `log` shows the cause.",
  },
  "network/proxy": {
    exit: 22,
    isTransient: true,
    cause:
      "The proxy that the environment names cannot be reached, or does not connect to the host.",
    cure: "Check `HTTPS_PROXY` and `HTTP_PROXY`, or add the host to `NO_PROXY`.",
  },
  "network/proxy-denied": {
    exit: 22,
    cause: "The proxy asks for a user name and password, or refuses those that it was sent.",
    cure: "Write them into the variable that the message names.",
  },
  "reply/not-json": {
    exit: 23,
    cause: "The reply is a page, not JSON: from a firewall, a security plug-in or a login.",
    cure: "Run `sitehaul doctor SITE`, which shows what kind of page it is.",
  },
  "reply/truncated": {
    exit: 23,
    isTransient: true,
    cause: "The reply is cut short: PHP crashed, or a proxy cut it.",
    cure: "Try again. If it persists, check the PHP error log and the proxy's limits.",
  },
  "connect/no-way": {
    exit: 36,
    cause: "No address answered as the API: the product is missing, disabled or blocked.",
    cure: "Run `detect()` with `onAttempt`, or paste the endpoint from the product's screen.",
  },
  "connect/moved": {
    exit: 36,
    cause: "The endpoint no longer exists: the product was updated or removed.",
    cure: "Find it again with `detect()`.",
  },
  "redirect/unsafe": {
    exit: 46,
    cause: "A redirect to another host or port, or to http, would take the credential there.",
    cure: "If you trust the target, use it as the address of the site.",
  },
  "redirect/loop": {
    exit: 46,
    cause: "The site redirects in a loop. A firewall that checks for a browser can look like this.",
    cure: "Open the site in a private browser window, and use the address it ends at.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
