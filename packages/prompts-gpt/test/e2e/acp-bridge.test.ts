import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, test } from "vitest";
import { bridge } from "../support/bridge.ts";

const read = (path: string, more = {}) => ({ request: ["fs/read_text_file", { path, ...more }] });
const write = (path: string) => ({ request: ["fs/write_text_file", { path, content: "written\n" }] });
const edit = (path: string) => ({
  permission: { kind: "edit", title: "edit", content: [{ type: "diff", path, newText: "x" }] },
});

describe("what it asks for permission", () => {
  const once = `{"outcome":{"outcome":"selected","optionId":"once"}}\n`;
  const no = `{"outcome":{"outcome":"selected","optionId":"no"}}\n`;
  const look = { permission: { kind: "read", title: "look", locations: [{ path: "{cwd}/README.md" }] } };
  const command = { permission: { kind: "execute", title: "echo hi", rawInput: { command: "echo hi" } } };
  const nameless = { permission: { title: "?" } };
  const edits = { permission: { kind: "edit", title: "edit" } };
  for (const [what, step, access, answer] of [
    ["a look", look, "read", once],
    ["an edit", edit("{cwd}/README.md"), "read", no],
    ["an edit", edit("{cwd}/README.md"), "write", once],
    ["an edit of it knows not what", edits, "write", no],
    ["an edit outside of the workspace", edit("/etc/passwd"), "write", no],
    ["an edit that climbs out", edit("{cwd}/../x"), "write", no],
    ["an edit through a link", edit("{cwd}/link/x"), "write", no],
    ["an edit of git's own files", edit("{cwd}/.git/hooks/pre-commit"), "write", no],
    ["an edit of a relative path", edit("README.md"), "write", no],
    ["a command", command, "write", no],
    ["a command", command, "full", once],
    ["a call that says nothing of itself", nameless, "write", no],
    ["our credentials", edit("{cwd}/.prompts-gpt/.credentials.json"), "full", no],
    ["our credentials, through a link", edit("{cwd}/token"), "full", no],
  ] as const)
    test(`${what}: ${answer === once ? "allowed once" : "denied"} with ${access}`, async () => {
      await using made = await bridge({ steps: [step] }, "--access", access);
      const { folder, outside } = made;
      symlinkSync(outside.path, folder.at("link"));
      mkdirSync(folder.at(".prompts-gpt"));
      writeFileSync(folder.at(".prompts-gpt/.credentials.json"), "{}");
      symlinkSync(".prompts-gpt/.credentials.json", folder.at("token"));
      const { text, events, final } = await made.run();
      assert.equal(text, answer);
      const denied = events.filter((event) => event.type === "agent.tool.finished" && event.status === "denied");
      assert.deepEqual([final?.ok, denied.length], [true, answer === no ? 1 : 0]);
    });

  test("what can only be allowed for ever is denied, and what came before counts", async () => {
    const harmless = { toolCallId: "call-1", kind: "read", title: "look" };
    const always = [{ optionId: "always", name: "Always", kind: "allow_always" }];
    const steps = [
      { update: { sessionUpdate: "tool_call", ...harmless, locations: [{ path: "/etc/passwd" }] } },
      { permission: { ...harmless, locations: [{ path: "{cwd}/README.md" }] } },
      { permission: { toolCallId: "call-2", kind: "read" }, options: always },
    ];
    await using made = await bridge({ steps }, "--access", "read");
    const { text } = await made.run();
    assert.equal(text, `${no}{"outcome":{"outcome":"cancelled"}}\n`);
  });
});

describe("files", () => {
  test("are read and written in the workspace, and nowhere else", async () => {
    const steps = [
      read("{cwd}/README.md", { line: 2, limit: 1 }),
      read("{cwd}/none.txt"),
      read("{cwd}/link/secret.txt"),
      read("{cwd}/../secret.txt"),
      read("/etc/passwd"),
      read("{cwd}/.prompts-gpt/.credentials.json"),
      read("{cwd}/token"),
      read("{cwd}"),
      write("{cwd}/deep/new.txt"),
      write("{cwd}/link/new.txt"),
      write("{cwd}/out"),
      write("{cwd}/.git/config"),
      write("{cwd}/.prompts-gpt/.credentials.json"),
    ];
    await using made = await bridge({ steps }, "--access", "write");
    const { folder, outside } = made;
    symlinkSync(outside.path, folder.at("link"));
    symlinkSync(outside.at("made.txt"), folder.at("out"));
    mkdirSync(folder.at(".prompts-gpt"));
    writeFileSync(folder.at(".prompts-gpt/.credentials.json"), "token");
    symlinkSync(".prompts-gpt/.credentials.json", folder.at("token"));
    const { text, final } = await made.run();
    const lines = text.trimEnd().split("\n");
    assert.equal(lines[0], `{"content":"line 2"}`);
    assert.match(lines[1] ?? "", /^error -32002: Resource not found/);
    assert.equal(lines[8], "{}");
    assert.equal(readFileSync(folder.at("deep/new.txt"), "utf8"), "written\n");
    const refused = lines.filter((line) => line.startsWith("error -32602: "));
    assert.deepEqual([refused.length, final?.denied], [9, 9]);
    assert.deepEqual(readdirSync(outside.path).toSorted(), ["script.json", "secret.txt"]);
    assert.doesNotMatch(text, /outside\\n|token"/);
  });

  test("are not written with access read, and not read by an agent that reads itself", async () => {
    await using made = await bridge(
      { steps: [write("{cwd}/new.txt"), read("{cwd}/README.md")] },
      "--access",
      "read",
      "--reads-itself",
    );
    const { text } = await made.run();
    assert.match(text, /^error -32601: .*\nerror -32601: .*\n$/);
  });
});
