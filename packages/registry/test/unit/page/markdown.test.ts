import { describe, expect, test } from "vitest";
import { LONGEST_RENDERED, renderMarkdown, sourceHtml } from "../../../src/page/markdown.ts";

describe("a prompt's Markdown", () => {
  const ALLOWED =
    /^(?:a|blockquote|br|code|del|div|em|h[3-6]|hr|li|ol|p|pre|s|span|strong|table|tbody|td|th|thead|tr|ul)$/;
  const ATTRIBUTES = /^(?:href|rel|class|tabindex|role|aria-label|start|dir)$/;

  /** Every tag and attribute of the HTML. */
  function tagsOf(html: string): { tag: string; attributes: string[] }[] {
    return [...html.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(([, tag = "", rest = ""]) => ({
      tag,
      attributes: [...rest.matchAll(/([a-z-]+)(?:="[^"]*")?/g)].map(([, name = ""]) => name),
    }));
  }

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](/sign-out)",
    "[x](//evil.example)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](data:image/png;base64,AAAA)",
    '![x](https://e.example/a.png "t\\" onload=alert(1)")',
    '[x](https://e.example "t\\" onclick=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    '<https://e.example/"onmouseover=alert(1)>',
    "<javascript:alert(1)>",
    '```"><script>alert(1)</script>\ncode\n```',
    "`<script>`",
    "    <script>",
    "|a|b|\n|:--|--:|\n|<script>|x|",
    "<!-- --><style>*{display:none}</style><meta http-equiv=refresh content=0>",
    '{{<script>}} {{a"onclick="x}}',
  ])("%s does nothing", (text) => {
    const html = renderMarkdown(text);
    for (const { tag, attributes } of tagsOf(html)) {
      expect(tag).toMatch(ALLOWED);
      for (const name of attributes) expect(name).toMatch(ATTRIBUTES);
    }
    // What is no tag of ours is text.
    expect(html.replaceAll(/<\/?[a-z0-9]+(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?>/g, "")).not.toMatch(/[<>]/);
    for (const [, href = ""] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(?:https?|mailto):/);
  });

  test("what cannot be seen stands there by name", () => {
    const html = renderMarkdown("a\u202Eb `c\u200Bd`\n\n```\ne\u2066f\n```\n[g\u00ADh](https://e.example)");
    for (const name of ["U+202E", "U+200B", "U+2066", "U+00AD"])
      expect(html).toContain(`<span class="unseen">${name}</span>`);
    expect(html).not.toMatch(/[\u202E\u200B\u2066\u00AD]/);
    expect(sourceHtml("x\u2028\uFEFF")).toContain("U+FEFF");
  });

  test("headings leave no level out, whatever the text does", () => {
    const levels = (text: string) => [...renderMarkdown(text).matchAll(/<h(\d) /g)].map(([, level]) => Number(level));
    expect(levels("# a\n### b\n###### c\n## d\n# e")).toEqual([3, 4, 5, 4, 3]);
    expect(levels("###### a\n# b\n## c\n### d\n#### e\n##### f\n###### g")).toEqual([3, 3, 4, 5, 6, 6, 6]);
  });

  test("variables are marked", () => {
    expect(renderMarkdown("Hello {{name}}")).toContain('<span class="variable">{{name}}</span>');
  });

  test.each([
    ["brackets", "[".repeat(LONGEST_RENDERED)],
    ["stars", "*a ".repeat(LONGEST_RENDERED / 3)],
    ["quotes", ">".repeat(LONGEST_RENDERED)],
    ["lists", "- ".repeat(LONGEST_RENDERED / 2)],
    ["backticks", Array.from({ length: 600 }, (_, at) => "`".repeat(at)).join(" ")],
    ["links", "[a](".repeat(LONGEST_RENDERED / 4)],
    ["autolinks", "<a:".repeat(LONGEST_RENDERED / 3)],
    ["tables", `|${"a|".repeat(1000)}\n|${"-|".repeat(1000)}\n${"|x\n".repeat(20_000)}`],
    ["references", "[a]: b\n".repeat(LONGEST_RENDERED / 7)],
    ["entities", "&".repeat(LONGEST_RENDERED)],
    ["braces", "{{a".repeat(LONGEST_RENDERED / 3)],
  ])("the longest text of %s takes no time that grows much faster than it does", (_, text) => {
    // Of the processor: others may be at it too.
    const started = process.cpuUsage();
    renderMarkdown(text.slice(0, LONGEST_RENDERED));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
  });
});

test("characters that nobody sees are named together, and a text of nothing else is a page that a browser can show", () => {
  expect(sourceHtml("a\u200B\u200B\u200B\u202Eb")).toBe('a<span class="unseen">U+200B ×3 U+202E</span>b');
  expect(sourceHtml("\u200B\u200C".repeat(10))).toContain("and 12 more</span>");
  expect(sourceHtml("\u200B".repeat(100_000)).length).toBeLessThan(100);
  const between = sourceHtml("a\u200B".repeat(50_000));
  expect(between.match(/<span/g)?.length).toBe(1_000);
  expect(between.match(/U\+200B/g)?.length).toBe(50_000);
});

test("each block runs in the direction of its own first letter", () => {
  const html = renderMarkdown("# כותרת\n\nplain\n\n- פריט\n  > ציטוט\n\n| א |\n| --- |\n| 1 |\n");
  expect([...html.matchAll(/<(\w+)[^>]* dir="auto"/g)].map(([, tag]) => tag)).toEqual(["h3", "p", "ul", "div"]);
});
