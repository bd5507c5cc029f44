import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Why there can be no certificates here; undefined: there can. */
export function noCertificates(): string | undefined {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "there is no openssl";
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** An authority of its own in `folder`, which nobody trusts yet; `ca` is its certificate's file. */
export function makeAuthority(folder: string) {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  openssl("req", "-x509", ...NEW_KEY, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=Test", "-days", "2");
  return {
    ca: at("ca.pem"),
    /** A certificate for `host`. With 0 days it has run out already. */
    certify(host: string, days: number): { key: string; cert: string } {
      const [key, request, cert] = [at(`${host}.key`), at(`${host}.csr`), at(`${host}.${days}.pem`)];
      openssl("req", ...NEW_KEY, "-keyout", key, "-out", request, "-subj", `/CN=${host}`);
      const kind = /^[\d.]+$/.test(host) ? "IP" : "DNS";
      writeFileSync(at("names"), `subjectAltName=${kind}:${host}\n`);
      const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-extfile", at("names")];
      openssl("x509", "-req", "-in", request, ...by, "-days", String(days), "-out", cert);
      return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    },
  };
}
