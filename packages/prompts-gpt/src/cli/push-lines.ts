import type { PushItem, PushResult } from "../index.ts";
import { findingLines, type FindingPlace } from "./finding-lines.ts";
import { plural } from "./quantities.ts";
import type { Style } from "./style.ts";
import { oneLine } from "./text.ts";

/** What would be sent, and what not and why. */
export function previewLines(
  items: readonly PushItem[],
  { apiUrl, out }: { readonly apiUrl: string; readonly out: FindingPlace },
): string[] {
  const { style } = out;
  if (items.length === 0) return ["Nothing to publish: the library is as it was synced."];
  return items.flatMap((item) => [
    `${style.bold(headOf(item))}: ${oneLine(item.path)}${item.as === "new" || item.as === "changed" ? ` → ${oneLine(apiUrl)}` : ""}`,
    ...diffLines(item.diff, style),
    ...(item.left.length === 0 ? [] : [`  not sent, for it stays with the file: ${oneLine(item.left.join(", "))}`]),
    ...item.findings.flatMap((finding) => findingLines(finding, out)),
  ]);
}

function headOf({ as, base, slug }: PushItem): string {
  switch (as) {
    case "new":
      return `New prompt ${oneLine(slug)}`;
    case "changed":
      return `New version of ${oneLine(slug)}, after ${base}`;
    case "same":
      return `The registry has ${oneLine(slug)} as it is`;
    case "behind":
    case "refused":
      return "Not published";
  }
}

function diffLines(diff: string, style: Style): string[] {
  if (diff === "") return [];
  const lines = diff.replace(/\n$/, "").split("\n").map(unveiled);
  return lines.map((line) =>
    line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line,
  );
}

/** Characters that a terminal obeys or hides are named, not left out: what is agreed to has to be seen. */
function unveiled(line: string): string {
  return line.replaceAll(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `<U+${code.padStart(4, "0")}>`;
  });
}

export function pushedLines({ published, failed }: PushResult, out: FindingPlace): string[] {
  return [
    ...published.map(
      ({ path, slug, version, isNoted }) =>
        `Published ${oneLine(slug)}, version ${version}${isNoted ? "" : ` (${oneLine(path)} was changed in the meantime, and does not say so)`}`,
    ),
    ...failed.flatMap(({ path, message, fix }) =>
      findingLines({ severity: "error", code: "push.failed", file: path, message, fix }, out),
    ),
    ...(failed.length === 0
      ? []
      : [`${plural(failed.length, "prompt")} not published, ${published.length} published.`]),
  ];
}
