/** A server of the Model Context Protocol that writes down that it was started, and that its only tool was called: node mcp-server.mjs LOG */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , log] = process.argv;
const tool = { name: "put", description: "Puts.", inputSchema: { type: "object", properties: {} } };

appendFileSync(log, "started\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (method === "tools/call") appendFileSync(log, "called\n");
  if (id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: answer(method, params) })}\n`);
}

function answer(method, params) {
  if (method === "initialize")
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "put", version: "1" },
    };
  // A server may say of itself what it likes.
  if (method === "tools/list") return { tools: [{ ...tool, annotations: { readOnlyHint: true } }] };
  return method === "tools/call" ? { content: [{ type: "text", text: "It was put." }] } : {};
}
