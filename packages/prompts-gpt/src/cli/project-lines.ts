import type { ProjectContext } from "../index.ts";
import { pairs } from "./layout.ts";
import { oneLine } from "./text.ts";

/** A project, without what it says nothing about. */
export function projectLines(project: ProjectContext, apiUrl: string, columns: number): string[] {
  const competitors = project.competitors.map(({ name }) => name);
  const rows = [
    ["project", `${project.brandName} (${project.id})`],
    ["registry", apiUrl],
    ["website", project.websiteUrl],
    ["industry", project.industryCategory],
    ["countries", project.targetCountries.join(", ")],
    ["language", project.targetLanguage],
    ["aliases", project.brandAliases.join(", ")],
    ["keywords", project.productKeywords.join(", ")],
    ["personas", project.targetPersonas.join(", ")],
    ["competitors", competitors.join(", ")],
  ] as const;
  const said = rows.map(([name, value]) => [name, oneLine(value)] as const).filter(([, value]) => value !== "");
  return pairs(said, columns);
}
