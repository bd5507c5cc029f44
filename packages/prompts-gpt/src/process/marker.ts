/** Holds the markers of a run and of the runs that it is part of; what an agent starts inherits it. */
export const MARKER_VARIABLE = "PROMPTS_GPT_RUN";

/** The marker of everything that belongs to one run: the beginning of each of its agents' markers. */
export function runMarker(runDir: string): string {
  return `;${plain(runDir)}#`;
}

/** What the markers of all agents of a group begin with: of every run that is part of it. */
export function groupMarker(runDir: string): string {
  return `;${plain(runDir)}/`;
}

/** The marker of one agent. Closed on both sides: no marker is a part of another's. */
export function agentMarker(runDir: string, key: string): string {
  return `${runMarker(runDir)}${plain(key)};`;
}

function plain(text: string): string {
  return text.replaceAll(";", "%3B");
}
