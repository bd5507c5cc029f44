import type { Attack } from "./attacks.ts";
import type { Execution } from "./execute.ts";

export interface Row {
  readonly route: Attack["route"] | "not-git" | "harmless";
  readonly n: number;
  readonly refused: number;
  /** Of the attacks on refs and stash, on this route. */
  readonly onRefs: { readonly n: number; readonly refused: number };
  readonly recovered: number;
}

const routes = ["path", "absolute", "login", "cleared", "not-git", "harmless"] as const;

/** What the guard and restore did, by route. Attacks without git stand alone: no guard of git can refuse them. */
export function fold(executions: readonly Execution[]): Row[] {
  return routes.map((route) => {
    const here = executions.filter((one) => routeOf(one) === route);
    const onRefs = here.filter(
      ({ entry }) => "kills" in entry && entry.kills.some((one) => one === "refs" || one === "stash"),
    );
    const keptRefs = onRefs.filter(({ destroyed }) => !destroyed.includes("refs") && !destroyed.includes("stash"));
    return {
      route,
      n: here.length,
      refused: here.filter(({ refused }) => refused).length,
      onRefs: { n: onRefs.length, refused: keptRefs.length },
      recovered: here.filter(({ restored }) => restored).length,
    };
  });
}

function routeOf({ entry }: Execution): Row["route"] {
  if (!("kills" in entry)) return "harmless";
  return entry.group === "not-git" ? "not-git" : entry.route;
}

/** As Markdown, for the documentation. */
export function table(rows: readonly Row[]): string {
  const share = (part: number, n: number) => (n === 0 ? "–" : `${((100 * part) / n).toFixed(1)} %`);
  const lines = rows.map(
    ({ route, n, refused, onRefs, recovered }) =>
      `| ${[route, n, share(refused, n), share(onRefs.refused, onRefs.n), share(recovered, n)].join(" | ")} |`,
  );
  return [
    "| route | n | refused | refs and stash refused | recovered |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}
