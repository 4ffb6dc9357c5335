/** Remembers a download: its copy, what proves it, and that the server's copy goes. */
import type { DownloadedBackup, DownloadEvent } from "../../../mod.ts";
import { manifestPlace } from "../../archive/manifest_place.ts";
import { folderProof, readProof, unreadOnSite } from "../../fleet/job_facts.ts";
import type { NewProof } from "../../history/history.ts";
import type { NamedSite } from "../context/context.ts";
import { type Around, manifestAt, type OpenJob, openJob, rememberCopy } from "./remember.ts";

type Part = Extract<DownloadEvent, { readonly type: "part" }>;

const ON_SITE = { kind: "site", place: "", files: [] } as const;

/** What is to be remembered of one download; of one part of several, there is no copy. */
export class DownloadMemory {
  readonly #site: NamedSite;
  readonly #place: string;
  readonly #deleteRemote: boolean;
  readonly #around: Around;
  readonly #begun: number;
  #parts: readonly Part[] = [];
  #path: string | undefined;
  #job: OpenJob | undefined;
  #isOpen = false;

  /** @param place host and folder of the site */
  constructor(
    site: NamedSite,
    { place, deleteRemote }: { readonly place: string; readonly deleteRemote: boolean },
    around: Around,
  ) {
    this.#site = site;
    this.#place = place;
    this.#deleteRemote = deleteRemote;
    this.#around = around;
    this.#begun = (around.context.world.clock ?? Date.now)();
  }

  /** To be waited for before the next event: what is about to be deleted is written down. */
  async take(event: DownloadEvent): Promise<void> {
    if (event.type === "part") {
      this.#parts = [...this.#parts.filter(({ name }) => name !== event.name), event];
    }
    if (event.type === "verifying") this.#path = event.path;
    if (event.type !== "verified" || this.#path === undefined) return;
    if (event.report.ok && !this.#deleteRemote) return;
    const manifest = await manifestPlace(this.#path);
    const copy = await this.#remember(manifest, readProof(event.report, this.#parts));
    if (copy === undefined || this.#job === undefined || !event.report.ok) return;
    const { job } = this.#job;
    await job.copy({ ...ON_SITE, files: copy.files }, unreadOnSite());
    await job.removing(ON_SITE, { rule: "deleteRemote", coveredBy: copy });
  }

  async done(fetched: DownloadedBackup, verify: boolean): Promise<void> {
    await this.#remember(fetched.manifest, folderProof(fetched, verify));
    if (fetched.deletedRemote) await this.#job?.job.removed(ON_SITE);
    await this.#job?.end();
  }

  async failed(error: unknown): Promise<void> {
    await this.#open();
    await this.#job?.end(error);
  }

  async #remember(path: string | undefined, proof: NewProof) {
    const manifest = await manifestAt(path);
    await this.#open(manifest?.profile);
    if (this.#job === undefined || manifest === undefined || path === undefined) return undefined;
    return await rememberCopy(this.#job, { manifest, path, proof });
  }

  async #open(profile = this.#site.settings.profile ?? 1): Promise<void> {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const deed = { command: "download", site: this.#site.name, address: this.#place, profile };
    this.#job = await openJob(() => deed, this.#begun, this.#around);
  }
}
