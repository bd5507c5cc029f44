import { ExecutionError } from "../errors.ts";

/** OpenSSL's own, by Node from 22 on; before that, all of them are one. */
const NO_TLS = /^(?:EPROTO|ERR_SSL_)/;
/** Of the parser of HTTP, but for a connection that breaks off. */
const NO_HTTP = /^HPE_(?!INVALID_EOF_STATE)/;
/** Of what is packed. */
const NO_GZIP = /^Z_(?:DATA|BUF)_ERROR$/;

/** The error for a server that answers in another language than the URL says: trying again changes nothing. Undefined: it is another code. */
export function languageProblem(code: string | undefined, { origin }: URL): ExecutionError | undefined {
  const refused = (what: string, fix: string) =>
    new ExecutionError(`The registry at ${origin} ${what} (${code}).`, fix);
  if (code === undefined) return undefined;
  if (NO_TLS.test(code))
    return refused(
      "speaks no TLS that can be agreed on; nothing was sent",
      `Check its URL and port, and whether a proxy stands before it: curl -v ${origin}`,
    );
  const what = NO_HTTP.test(code) ? "is no HTTP" : NO_GZIP.test(code) ? "cannot be unpacked" : undefined;
  if (what === undefined) return undefined;
  return refused(`sends what ${what}`, `Check its URL and port: curl -v ${origin}`);
}
