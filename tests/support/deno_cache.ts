/** Where this Deno keeps what it has fetched. With another home it would fetch everything anew. */
const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();

export const DENO_CACHE: string = JSON.parse(new TextDecoder().decode(stdout)).denoDir;
