import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** What a proxy was asked for: where to, and with what. */
interface Asked {
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
}

export type Behaviour =
  | { readonly kind: "connects"; readonly port: number }
  | { readonly kind: "refuses"; readonly status: number }
  /** Takes the request and says nothing. */
  | { readonly kind: "hangs" }
  /** Says yes, and something more at once. */
  | { readonly kind: "talks" }
  /** Wants to speak something else. */
  | { readonly kind: "switches" };

/** A proxy that leads every name to `port` of this machine, as it would resolve them. */
export async function startProxy(behaviour: Behaviour) {
  const asked: Asked[] = [];
  const open = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(400).end("only CONNECT"));
  server.on("connection", (socket) => open.add(socket.on("close", () => open.delete(socket)).on("error", () => {})));
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    asked.push({ target: request.url ?? "", headers: request.headers });
    client
      .on("error", () => {}) // whoever asked may have gone
      .on("end", () => client.end())
      .resume();
    switch (behaviour.kind) {
      case "hangs":
        break;
      case "talks":
        client.write("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        break;
      case "switches":
        client.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
        break;
      case "refuses":
        client.end(`HTTP/1.1 ${behaviour.status} No\r\ncontent-type: text/html\r\n\r\n<p>s3cret</p>`);
        break;
      case "connects": {
        const server = connect(behaviour.port, "127.0.0.1", () => {
          client.write("HTTP/1.1 200 Connection established\r\n\r\n");
          server.pipe(client).pipe(server);
        });
        open.add(server.on("error", () => client.destroy()).on("close", () => open.delete(server)));
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (login = "") => `http://${login === "" ? "" : `${login}@`}127.0.0.1:${port}`,
    asked,
    /** Connections that are open at this moment. */
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
