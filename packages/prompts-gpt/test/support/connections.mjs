// Loaded with --import: CONNECTIONS_LOG gets a line for each connection that a process of Node opens, each name that it
// looks up and each datagram that it sends, to whomever.
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const log = (what) => appendFileSync(process.env.CONNECTIONS_LOG ?? "", `${what}\n`);

function watch(object, name, describe) {
  const original = object[name];
  object[name] = function (...args) {
    const what = describe(args);
    if (what !== undefined) log(what);
    return original.apply(this, args);
  };
}

const isLocal = ({ path }) => path !== undefined && path !== null;
watch(net.Socket.prototype, "connect", ([first, second]) => {
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options !== "object") return typeof options === "string" ? undefined : `tcp ${second}:${options}`;
  return isLocal(options) ? undefined : `tcp ${options.host}:${options.port}`;
});
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
  watch(dns, name, ([host]) => (net.isIP(host) ? undefined : `dns ${host}`));
  watch(dns.promises, name, ([host]) => (net.isIP(host) ? undefined : `dns ${host}`));
}
for (const name of ["send", "connect"]) watch(dgram.Socket.prototype, name, () => "udp");
syncBuiltinESMExports();
