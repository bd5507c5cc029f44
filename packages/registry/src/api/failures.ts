const WINDOW_MS = 60_000;
const MOST_FAILURES = 30;
/** Addresses that are remembered. An attacker with more of them than this gets new chances, and nothing from them: tokens are not guessed. */
const MOST_ADDRESSES = 10_000;

interface Counted {
  failures: number;
  readonly until: number;
}

/** Tokens that did not hold, by the address that showed them. Time in milliseconds. */
export class Failures {
  readonly #now: () => number;
  readonly #counted = new Map<string, Counted>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(address: string): void {
    const key = networkOf(address);
    const found = this.#current(key);
    if (found !== undefined) {
      found.failures++;
      return;
    }
    const [oldest] = this.#counted.keys();
    if (this.#counted.size >= MOST_ADDRESSES && oldest !== undefined) this.#counted.delete(oldest);
    this.#counted.set(key, { failures: 1, until: this.#now() + WINDOW_MS });
  }

  /** Seconds until the address is listened to again; 0: it is now. */
  waitFor(address: string): number {
    const found = this.#current(networkOf(address));
    if (found === undefined || found.failures < MOST_FAILURES) return 0;
    return Math.ceil((found.until - this.#now()) / 1000);
  }

  #current(key: string): Counted | undefined {
    const found = this.#counted.get(key);
    if (found !== undefined && found.until > this.#now()) return found;
    this.#counted.delete(key);
    return undefined;
  }
}

/** Of IPv6 the first half: the other half is a machine's to choose. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [first, last] = [head.split(":").filter(Boolean), tail.split(":").filter(Boolean)];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...zeros, ...last].slice(0, 4).join(":");
}
