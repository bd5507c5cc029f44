import type { ProjectContext } from "../registry/contract/types.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";

/** The project that the token stands for, and the registry that said so. Rejects as {@link syncPrompts} does. */
export async function showProject(
  place: RegistryPlace = {},
): Promise<{ readonly apiUrl: string; readonly project: ProjectContext }> {
  const { client, apiUrl } = await openRegistry(place);
  const project = await client.getProject(place.signal === undefined ? {} : { signal: place.signal });
  return { apiUrl, project };
}
