import { detectProviders } from "../../providers/detect.ts";
import type { PromptSource } from "../prompt-source.ts";
import { unfitFor } from "../unfit.ts";
import type { GroupPlace } from "./group-place.ts";

/** The providers that could do the same: installed, not logged out, with the access that is asked; in their configured order. */
export async function othersFor(
  { file }: PromptSource,
  { env, loaded, shared }: GroupPlace,
): Promise<readonly string[]> {
  const { config } = loaded;
  const detected = await detectProviders({ env, config, versions: "later" });
  const able = detected
    .filter(({ installed, authenticated }) => installed && authenticated !== "no")
    .map(({ id }) => id);
  const unfit = unfitFor(able, { input: shared, loaded, wish: file?.access });
  const rank = (id: string) =>
    config.providerOrder.includes(id) ? config.providerOrder.indexOf(id) : able.length + 99;
  // A recording is no agent, and what nobody has accepted starts nothing.
  return able.filter((id) => id !== "replay" && !unfit.has(id)).toSorted((a, b) => rank(a) - rank(b));
}
