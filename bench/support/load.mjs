/** Requests over connections that stay open, as many at a time as there are connections; as little work as can be for each. */
import { connect } from "node:net";

const END = Buffer.from("\r\n\r\n");
const GOOD = Buffer.from("HTTP/1.1 200 ");
const NOTHING = Buffer.alloc(0);

/**
 * `request`: the text of the request, or a function of its number. Resolves to the rate, the milliseconds of each answer,
 * and how many had each status.
 */
export async function load({ port, request, connections = 50, seconds = 3 }) {
  const took = [];
  const statuses = {};
  let sent = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  const isSame = typeof request !== "function";
  const next = isSame ? () => request : () => request(sent++);
  const done = (ms, status) => {
    took.push(ms);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: connections }, () => converse(port, { next, until, done, isSame })));
  const elapsed = (performance.now() - started) / 1000;
  took.sort((a, b) => a - b);
  return { rate: took.length / elapsed, took, statuses };
}

export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * One connection. Each answer's head is read until one was 200 to a request that stays the same: from then on answers of as
 * many bytes with that status are counted alone, or what is measured would be how fast a head is read here.
 */
function converse(port, { next, until, done, isSame }) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let [sentAt, missing, status, usual, got] = [0, 0, 0, 0, 0];
    let head = NOTHING;
    const send = () => {
      if (performance.now() >= until) return socket.end();
      sentAt = performance.now();
      missing = -1;
      got = 0;
      head = NOTHING;
      socket.write(next());
    };
    const finish = () => {
      if (isSame && status === 200) usual = got;
      done(performance.now() - sentAt, status);
      send();
    };
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      got += chunk.length;
      if (missing >= 0) missing -= chunk.length;
      else if (head === NOTHING && usual > 0 && chunk.subarray(0, GOOD.length).equals(GOOD)) {
        status = 200;
        missing = usual - chunk.length;
      } else {
        head = head === NOTHING ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf(END);
        if (end < 0) return;
        const text = head.toString("latin1", 0, end);
        status = Number(text.slice(9, 12));
        missing = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0) - (head.length - end - 4);
      }
      if (missing === 0) finish();
    });
    socket.on("close", resolve);
    socket.on("error", reject);
  });
}
