/** A candidate's name as `--candidate` takes it too: without what says of which kind it is. */
export function shortCandidate(name: string): string {
  return name.replace(/^(?:provider|attempt)-/, "");
}
