/** The ref that a refspec of a fetch writes, in full; undefined when it names none. */
export function destinationOf(spec: string): string | undefined {
  const to = spec.slice(spec.indexOf(":") + 1);
  if (!spec.includes(":") || to === "") return undefined;
  if (to.startsWith("refs/")) return to;
  return /^(heads|tags|remotes)\//.test(to) ? `refs/${to}` : `refs/heads/${to}`;
}

/** What people make and move themselves. */
const WORK = ["refs/heads/", "refs/tags/", "refs/stash", "refs/replace/"];

/** Whether that is among our own branches and tags, and not what is known of a remote, its notes or its pull requests. */
export function writesOverWork(spec: string): boolean {
  const to = destinationOf(spec);
  if (to === undefined) return false;
  const [start = "", ...rest] = to.split("*");
  return WORK.some((place) => start.startsWith(place) || (rest.length > 0 && place.startsWith(start)));
}
