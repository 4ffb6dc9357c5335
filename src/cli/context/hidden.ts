/**
 * Modules that only some commands need, and Deno is not to know of before.
 *
 * Before Deno runs anything, it reads all modules that `import()` names anywhere: without the casts it would
 * read these and all that they import, twice as many as `--help` has to wait for. Bundlers see the code
 * without its types. Each module has to be part of an entry point of the library, so that packages have it.
 */

/** Connecting to a site, and all that can be asked of one. */
export async function clientModule(): Promise<typeof import("../../client/connect.ts")> {
  return await import("../../client/connect.ts" as string);
}

/** The notes of backups that are being taken, as files. */
export async function runMemoryModule(): Promise<
  typeof import("../../client/file_run_memory.ts")
> {
  return await import("../../client/file_run_memory.ts" as string);
}

/** Folders, FTP and SFTP, with the packages that they need. */
export async function storesModule(): Promise<typeof import("../../stores/open_store.ts")> {
  return await import("../../stores/open_store.ts" as string);
}

/** Simulated sites. */
export async function simulatorModule(): Promise<typeof import("../../simulator/mod.ts")> {
  return await import("../../simulator/mod.ts" as string);
}

/** Which versions of the products are simulated. */
export async function simulatorOptionsModule(): Promise<
  typeof import("../../simulator/setup/options.ts")
> {
  return await import("../../simulator/setup/options.ts" as string);
}
