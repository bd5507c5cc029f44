import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { SeenRequest } from "./registry.ts";

const JSON_TYPE = { "content-type": "application/json" };
const BLOCK = Buffer.alloc(65_536, " ");

export const pageOf = (prompts: readonly unknown[], nextCursor: string | null = null) =>
  JSON.stringify({ prompts, nextCursor });

/** Answers a request for a list of prompts. */
export type Hostile = (response: ServerResponse, request: SeenRequest) => unknown;

/** Writes for as long as somebody listens. */
function forEver(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

/** What a registry that means ill, or is broken, does; and what is said of it. */
export const HOSTILE: Readonly<Record<string, readonly [does: Hostile, says: RegExp]>> = {
  "sends a body without end": [(to) => forEver(to.writeHead(200, JSON_TYPE), BLOCK), /more than 16 MiB/],
  "sends 100 MB": [(to) => to.writeHead(200, JSON_TYPE).end(Buffer.alloc(100_000_000, " ")), /more than 16 MiB/],
  "sends 100 MB, packed": [
    (to) => to.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(100_000_000))),
    /more than 16 MiB/,
  ],
  "says packed and is not": [
    (to) => to.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(pageOf([])),
    /sends what cannot be unpacked \(Z_DATA_ERROR\)/,
  ],
  "sends a refusal without end": [(to) => forEver(to.writeHead(400), BLOCK), /more than 16 MiB/],
  "sends headers without end": [
    (to) => {
      to.socket?.write("HTTP/1.1 200 OK\r\n");
      const drip = () => {
        while (to.socket?.writable === true && to.socket.write(`x-more: ${"y".repeat(1_000)}\r\n`));
      };
      to.socket?.on("drain", drip);
      drip();
    },
    /sends what is no HTTP \(HPE_HEADER_OVERFLOW\)/,
  ],
  "switches to another protocol": [
    (to) => to.socket?.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    /sends what is no HTTP \(HPE_UPGRADE\)/,
  ],
  "says HTML": [(to) => to.writeHead(200, { "content-type": "text/html" }).end(pageOf([])), /text\/html/],
  "says no type": [(to) => to.writeHead(200).end(pageOf([])), /nothing/],
  "breaks the JSON off": [(to) => to.writeHead(200, JSON_TYPE).end('{"prompts": ['), /broken/],
  "nests JSON a million times": [(to) => to.writeHead(200, JSON_TYPE).end("[".repeat(1_000_000)), /broken/],
  "sends no UTF-8": [(to) => to.writeHead(200, JSON_TYPE).end(Buffer.from([0x22, 0xff, 0x22])), /UTF-8/],
  "sends a list for an object": [(to) => to.writeHead(200, JSON_TYPE).end("[]"), /another shape/],
  "sends no list of prompts": [(to) => to.writeHead(200, JSON_TYPE).end('{"prompts":7,"nextCursor":null}'), /prompts/],
  "sends 101 prompts a page": [
    (to) => to.writeHead(200, JSON_TYPE).end(pageOf(Array.from({ length: 101 }, () => ({})))),
    /prompts/,
  ],
  "sends the same cursor for ever": [(to) => to.writeHead(200, JSON_TYPE).end(pageOf([], "again")), /again and again/],
  "sends two cursors in turn": [
    (to, { url }) => to.writeHead(200, JSON_TYPE).end(pageOf([], url.includes("cursor=a") ? "b" : "a")),
    /again and again/,
  ],
  "sends cursors for ever": [
    (to, { url }) => to.writeHead(200, JSON_TYPE).end(pageOf([], `${Number(/cursor=(\d+)/.exec(url)?.[1] ?? 0) + 1}`)),
    /has no end/,
  ],
  "redirects to another host": [(to) => to.writeHead(302, { location: "http://127.0.0.1:1/x" }).end(), /another place/],
  "redirects to another scheme": [
    (to) => to.writeHead(307, { location: "https://127.0.0.1/x" }).end(),
    /another place/,
  ],
  "redirects to TLS at the same place": [
    (to, { headers }) => to.writeHead(307, { location: `https://${headers.host}/x` }).end(),
    /another place/,
  ],
  "redirects to a file": [(to) => to.writeHead(301, { location: "file:///etc/passwd" }).end(), /another place/],
  "redirects to nowhere": [(to) => to.writeHead(301, { location: "http://[" }).end(), /another place/],
  "redirects in a circle": [(to, { url }) => to.writeHead(302, { location: url }).end(), /more than 3 times/],
};
