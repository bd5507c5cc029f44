type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, as curl reads it: `https_proxy` and `all_proxy`, in either case, and
 * `no_proxy` with what goes without: hosts, domains with all below them, a port behind a colon, `*` for everything.
 */
export function proxyFor(url: URL, env: Env): string | undefined {
  const proxy = valueOf(env, `${url.protocol.slice(0, -1)}_proxy`) ?? valueOf(env, "all_proxy");
  if (proxy === undefined || isExempt(url, valueOf(env, "no_proxy") ?? "")) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function valueOf(env: Env, name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined;
}

function isExempt(url: URL, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry === "*" || (entry !== "" && isMeant(url, entry)));
}

function isMeant({ hostname, port, protocol }: URL, entry: string): boolean {
  const [, host = "", wanted] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [entry, `[${entry}]`];
  if (wanted !== undefined && wanted !== (port || (protocol === "https:" ? "443" : "80"))) return false;
  const domain = host.replace(/^\*?\./, "");
  // An address has nothing below it.
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  return hostname === domain || (!isAddress && domain !== "" && hostname.endsWith(`.${domain}`));
}
