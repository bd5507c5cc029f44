import { ExecutionError } from "../errors.ts";

/** What Node calls a certificate that it does not take. */
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)|CERT_(?:UNTRUSTED|REJECTED|SIGNATURE_FAILURE|REVOKED|CHAIN_TOO_LONG)|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/;

/** The error for a certificate that was not taken: nothing was sent, and trying again changes nothing. Undefined: it is another code. */
export function certificateProblem(code: string | undefined, { origin, hostname }: URL): ExecutionError | undefined {
  const refused = (what: string, fix: string) =>
    new ExecutionError(`The registry at ${origin} ${what} (${code}).`, fix);
  if (code === undefined) return undefined;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return refused(
      `shows a certificate of another name than ${hostname}; nothing was sent`,
      "Check the URL of the registry: prompts-gpt status",
    );
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return refused(
      `shows a certificate that is ${code === "CERT_HAS_EXPIRED" ? "no longer" : "not yet"} valid; nothing was sent`,
      "Tell whoever runs it; check this machine's clock too: date",
    );
  if (!UNTRUSTED.test(code)) return undefined;
  return refused(
    "shows a certificate that this machine does not trust; nothing was sent",
    "When it is your company's own: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem",
  );
}
