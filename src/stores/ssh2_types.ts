/** The types of what is used of the package ssh2, which has none of its own. */
import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** What is used of the package, which has no types of its own. */
export interface Ssh2 {
  /** `connect()` of the client has to follow. */
  readonly Client: new () => SshClient;
  /** Reads keys; what cannot be read is returned as an error. */
  readonly utils: { parseKey(key: string, passphrase?: string): unknown };
}

/** What a request ends with. */
export type Callback<T> = (error: Error | undefined | null, value: T) => void;

/** A connection to a server, with events in the place of promises. */
export interface SshClient {
  on(event: "ready" | "close", listener: () => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  connect(config: SshConfig): void;
  sftp(done: Callback<Sftp>): void;
  destroy(): void;
}

/** Address, credentials, and how to judge the host key. */
export interface SshConfig {
  readonly sock: Socket;
  readonly username: string;
  readonly readyTimeout: number;
  readonly algorithms: { readonly serverHostKey: readonly string[] };
  readonly hostVerifier: (key: Buffer) => boolean;
  readonly authHandler: (
    offered: readonly string[] | null,
    isPartial: boolean | null,
  ) => AuthMethod | false;
}

/** One way to log in. */
export interface AuthMethod {
  readonly type: "none" | "publickey" | "password" | "keyboard-interactive";
  readonly username: string;
  readonly password?: string;
  readonly key?: string;
  readonly passphrase?: string | undefined;
  readonly prompt?: (
    name: string,
    text: string,
    language: string,
    questions: readonly { readonly prompt: string; readonly echo: boolean }[],
    answer: (answers: readonly string[]) => void,
  ) => void;
}

/** Size, type and time of a file. */
export interface FileFacts {
  readonly size: number;
  /** When it was last written, seconds of Unix time. */
  readonly mtime?: number;
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

/** One name that a server lists, of whatever kind. */
export interface FolderEntry {
  readonly filename: string;
  readonly attrs: FileFacts;
}

/** The channel for files. */
export interface Sftp {
  on(event: "close", listener: () => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  stat(path: string, done: Callback<FileFacts>): void;
  open(path: string, flags: "r", done: Callback<Buffer>): void;
  open(path: string, flags: "wx", mode: number, done: Callback<Buffer>): void;
  fstat(handle: Buffer, done: Callback<FileFacts>): void;
  close(handle: Buffer, done: Callback<void>): void;
  read(
    handle: Buffer,
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    done: Callback<number>,
  ): void;
  write(
    handle: Buffer,
    from: Buffer,
    offset: number,
    length: number,
    position: number,
    done: Callback<void>,
  ): void;
  /** Throws where the server does not know it. */
  ext_openssh_fsync(handle: Buffer, done: Callback<void>): void;
  opendir(path: string, done: Callback<Buffer>): void;
  readdir(handle: Buffer, done: Callback<FolderEntry[]>): void;
  mkdir(path: string, attributes: { readonly mode: number }, done: Callback<void>): void;
  rename(from: string, to: string, done: Callback<void>): void;
  unlink(path: string, done: Callback<void>): void;
}
