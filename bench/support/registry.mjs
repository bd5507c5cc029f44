/** A registry in a process of its own: `node registry.mjs COUNT` says its port, and answers with so many prompts. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const PAGE = 100;
const count = Number(process.argv[2]);
const pages = Array.from({ length: Math.ceil(count / PAGE) }, (_, page) => answerOf(page));

const server = createServer(({ url, headers }, response) => {
  const { text, etag } = pages[Number(new URL(url, "http://registry").searchParams.get("cursor") ?? 0)];
  const isKnown = headers["if-none-match"] === etag;
  response.writeHead(isKnown ? 304 : 200, { "content-type": "application/json", etag }).end(isKnown ? undefined : text);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume(); // with whoever started it

function answerOf(page) {
  const from = page * PAGE;
  const prompts = Array.from({ length: Math.min(PAGE, count - from) }, (_, index) => promptOf(from + index));
  const text = JSON.stringify({ prompts, nextCursor: page + 1 < count / PAGE ? String(page + 1) : null });
  return { text, etag: `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"` };
}

/** Some 1.5 kB of text, as people write them. */
function promptOf(number) {
  const slug = `prompt-${String(number).padStart(5, "0")}`;
  const steps = Array.from(
    { length: 20 },
    (_, step) => `${step + 1}. Look at {{area}} for step ${step} of ${slug}; say what you found.`,
  );
  const body = `# What to do\n\n${steps.join("\n")}\n`;
  return {
    id: `id-${number}`,
    slug,
    title: `Prompt number ${number}`,
    description: `What the team does for the ${number}th time: in order, and with a reason.`,
    category: "Engineering",
    difficulty: "Intermediate",
    outputType: "Text",
    supportedTools: ["codex", "claude"],
    tags: ["bench", `group-${number % 10}`],
    source: "library",
    version: 1,
    updatedAt: "2026-01-02T03:04:05Z",
    sha256: createHash("sha256").update(body).digest("hex"),
    body,
    variables: { area: { type: "string", description: "Where to look", default: "all of it" } },
  };
}
