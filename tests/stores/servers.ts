/**
 * Real servers on 127.0.0.1 for the tests: vsftpd, and the sshd of OpenSSH. Each is a process of the
 * test, with its configuration in a temporary folder. `.ci/servers` installs them.
 */
import { fileURLToPath } from "node:url";

/** The password of all accounts. */
export const PASSWORD = "p@ss:wörd/%";

/** The same, as it stands in a URL. */
export const ENCODED: string = encodeURIComponent(PASSWORD);

const VSFTPD = "/usr/sbin/vsftpd";
const SSHD = "/usr/sbin/sshd";
const SFTP_SERVER = "/usr/lib/openssh/sftp-server";

/** Why there can be no FTP server; `undefined` when there can. */
export const noFtp: string | undefined = isThere(VSFTPD) ? undefined : "vsftpd is not installed";

/** Why there can be no SSH server: its accounts are the system's, so only root can make some up. */
export const noSsh: string | undefined = !isThere(SSHD) || !isThere(SFTP_SERVER)
  ? "sshd is not installed"
  : Deno.uid() === 0
  ? undefined
  : "only root can start an sshd with passwords";

/** A server that runs. */
export interface Running {
  /** Its TCP port on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A server with SSH. */
export interface RunningSsh extends Running {
  /** The port where passwords are asked for interactively. */
  readonly interactivePort: number;
  /** The public host keys by type, `ssh-rsa AAAA…`. */
  readonly hostKeys: Readonly<Record<"ed25519" | "rsa", string>>;
  /** Where the server writes what it did with each file. */
  readonly log: string;
  /** A private key that may log in, protected by {@linkcode PASSWORD}. */
  readonly privateKey: string;
}

/** The path of a file for TLS in the tests. */
export function tlsPath(name: string): string {
  return fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url));
}

/** How an FTP server differs from a plain one that takes AUTH TLS, too. */
export interface FtpFlags {
  /** Whether TLS is spoken from the first byte. */
  readonly isImplicit?: boolean;
  /** The name of a certificate and its key in `tests/support/tls`. @default {"localhost"} */
  readonly certificate?: string;
  /** Whether data connections have to resume the TLS session, as is vsftpd's default. */
  readonly mustResume?: boolean;
}

/**
 * Starts vsftpd. The account is `anonymous`, which takes one password only: accounts with names of
 * their own would have to be accounts of the system.
 */
export async function startFtp(
  folder: string,
  files: string,
  flags: FtpFlags = {},
): Promise<Running> {
  const { isImplicit = false, certificate = "localhost", mustResume = false } = flags;
  const port = freePort();
  await Deno.mkdir(`${folder}/empty`, { recursive: true });
  await Deno.writeTextFile(`${folder}/passwords`, `${PASSWORD}\n`);
  const config = `${folder}/vsftpd-${port}.conf`;
  const settings = {
    listen: true,
    listen_address: "127.0.0.1",
    listen_port: port,
    background: false,
    run_as_launching_user: true,
    anonymous_enable: true,
    anon_root: files,
    anon_world_readable_only: false,
    write_enable: true,
    anon_upload_enable: true,
    anon_mkdir_write_enable: true,
    anon_other_write_enable: true,
    allow_writeable_chroot: true,
    secure_email_list_enable: true,
    email_password_file: `${folder}/passwords`,
    secure_chroot_dir: `${folder}/empty`,
    delay_failed_login: 0,
    seccomp_sandbox: false,
    xferlog_enable: false,
    ssl_enable: true,
    ssl_ciphers: "HIGH",
    allow_anon_ssl: true,
    implicit_ssl: isImplicit,
    require_ssl_reuse: mustResume,
    rsa_cert_file: tlsPath(`${certificate}.pem`),
    rsa_private_key_file: tlsPath(`${certificate}.key`),
  };
  const lines = Object.entries(settings).map(([name, value]) =>
    `${name}=${typeof value === "boolean" ? value ? "YES" : "NO" : value}\n`
  );
  await Deno.writeTextFile(config, lines.join(""));
  return await start(VSFTPD, [config], port);
}

/**
 * Starts sshd, with root as the account. What PAM asks is decided by a script, so that no password of
 * the system is involved. PAM is told by the name under which sshd runs, which no other program has.
 */
export async function startSsh(folder: string): Promise<RunningSsh> {
  const service = `sitehaul-test-${crypto.randomUUID()}`;
  const [port, interactivePort] = [freePort(), freePort()];
  for (const type of ["ed25519", "rsa"]) await makeKey(`${folder}/host_${type}`, type, "");
  await makeKey(`${folder}/user`, "ed25519", PASSWORD);
  await Deno.writeTextFile(`${folder}/password`, PASSWORD);
  await Deno.writeTextFile(
    `${folder}/check`,
    `#!/bin/sh\n[ "$(cat)" = "$(cat ${folder}/password)" ]\n`,
    { mode: 0o700 },
  );
  await Deno.writeTextFile(`${folder}/sftp.log`, "");
  await Deno.symlink(SSHD, `${folder}/${service}`);
  await Deno.mkdir("/run/sshd", { recursive: true });
  await Deno.writeTextFile(
    `${folder}/sshd.conf`,
    [
      `ListenAddress 127.0.0.1:${port}`,
      `ListenAddress 127.0.0.1:${interactivePort}`,
      `HostKey ${folder}/host_ed25519`,
      `HostKey ${folder}/host_rsa`,
      "PidFile none",
      "UsePAM yes",
      ...await namesService() ? [`PAMServiceName ${service}`] : [],
      "PermitRootLogin yes",
      "KbdInteractiveAuthentication no",
      `AuthorizedKeysFile ${folder}/user.pub`,
      "StrictModes no",
      // It tells its log what it did with each file; a shell runs it.
      `Subsystem sftp ${SFTP_SERVER} -e -l VERBOSE 2>> ${folder}/sftp.log`,
      `Match LocalPort ${interactivePort}`,
      "  PasswordAuthentication no",
      "  KbdInteractiveAuthentication yes",
      "",
    ].join("\n"),
  );
  const pam = `/etc/pam.d/${service}`;
  await Deno.writeTextFile(
    pam,
    [
      `auth requisite pam_exec.so expose_authtok quiet ${folder}/check`,
      ...["auth", "account", "session"].map((kind) => `${kind} required pam_permit.so`),
      "",
    ].join("\n"),
  );
  const running = await start(`${folder}/${service}`, ["-D", "-f", `${folder}/sshd.conf`], port);
  return {
    port,
    interactivePort,
    hostKeys: {
      ed25519: await publicKey(`${folder}/host_ed25519.pub`),
      rsa: await publicKey(`${folder}/host_rsa.pub`),
    },
    log: `${folder}/sftp.log`,
    privateKey: await Deno.readTextFile(`${folder}/user`),
    stop: async () => {
      await running.stop();
      await Deno.remove(pam);
    },
  };
}

export async function sshKeygen(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ssh-keygen", {
    args: [...args],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function makeKey(path: string, type: string, passphrase: string): Promise<void> {
  const size = type === "rsa" ? ["-b", "2048"] : [];
  // Fewer rounds: how well the key is protected is not what is tested.
  await sshKeygen(["-q", "-t", type, ...size, "-a", "1", "-N", passphrase, "-f", path]);
}

async function publicKey(path: string): Promise<string> {
  return (await Deno.readTextFile(path)).trim().split(" ").slice(0, 2).join(" ");
}

/** Since version 9.8 the name of the program does not tell PAM its service any more. */
async function namesService(): Promise<boolean> {
  const { stderr } = await new Deno.Command(SSHD, { args: ["-V"], stdin: "null" }).output();
  const [, major = 0, minor = 0] = /OpenSSH_(\d+)\.(\d+)/.exec(new TextDecoder().decode(stderr)) ??
    [];
  return Number(major) * 100 + Number(minor) >= 908;
}

async function start(command: string, args: readonly string[], port: number): Promise<Running> {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  while (!await answers(port)) {
    if (hasEnded) throw new Error(`${command} ended at once`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    port,
    stop: async () => {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
