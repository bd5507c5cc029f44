import type { Finding } from "../finding.ts";

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST = 100;

/** A slug made from a title or a file name. */
export function slugify(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join("-")
    .slice(0, LONGEST);
  return slug.endsWith("-") ? slug.slice(0, -1) : slug;
}

/** Only a warning: an unusual slug runs as well as any, it cannot be published. */
export function slugFindings(slug: string, at: { file: string; line: number }): Finding[] {
  if (SLUG.test(slug) && slug.length <= LONGEST) return [];
  const what = SLUG.test(slug)
    ? `is longer than ${LONGEST} characters`
    : "is not lower-case letters, digits and single hyphens";
  const message = `The slug ${JSON.stringify(slug)} ${what}; it cannot be published.`;
  const better = slugify(slug);
  return [
    {
      severity: "warning",
      code: "prompt.unusual-slug",
      ...at,
      message,
      ...(better && { fix: `Write: slug: ${better}` }),
    },
  ];
}
