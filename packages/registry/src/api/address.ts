import { headerOf, type RequestContext } from "./request-context.ts";

/** Who asks: the other end of the connection, or whom the proxy there names last, which is the only name that it wrote itself. */
export function addressOf(c: RequestContext, trustProxy: boolean): string {
  const peer = c.env.incoming?.socket.remoteAddress ?? "here";
  if (!trustProxy) return peer;
  return headerOf(c, "x-forwarded-for")?.split(",").at(-1)?.trim() || peer;
}
