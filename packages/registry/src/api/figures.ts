/** Upper ends in seconds. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 60];

interface Counted {
  readonly statuses: Map<number, number>;
  /** How many took at most as long as each bucket's end, and above the one before. */
  readonly buckets: number[];
  seconds: number;
}

/** What was asked and how long it took, by route: there are few of those, whatever is asked. */
export class Figures {
  readonly #routes = new Map<string, Counted>();

  add(route: string, status: number, ms: number): void {
    const counted = this.#routes.get(route) ?? { statuses: new Map<number, number>(), buckets: [], seconds: 0 };
    this.#routes.set(route, counted);
    counted.statuses.set(status, (counted.statuses.get(status) ?? 0) + 1);
    const seconds = ms / 1000;
    const at = BUCKETS.findIndex((end) => seconds <= end);
    const bucket = at < 0 ? BUCKETS.length : at;
    counted.buckets[bucket] = (counted.buckets[bucket] ?? 0) + 1;
    counted.seconds += seconds;
  }

  /** In the text format of Prometheus. */
  text(): string {
    const routes = [...this.#routes];
    return [
      "# TYPE prompts_gpt_registry_requests_total counter",
      ...routes.flatMap(([route, { statuses }]) =>
        [...statuses].map(([status, n]) => line("requests_total", { route, status: String(status) }, n)),
      ),
      "# TYPE prompts_gpt_registry_request_seconds histogram",
      ...routes.flatMap(([route, counted]) => histogram(route, counted)),
      "# TYPE prompts_gpt_registry_resident_bytes gauge",
      line("resident_bytes", {}, process.memoryUsage.rss()),
      "# TYPE prompts_gpt_registry_uptime_seconds gauge",
      line("uptime_seconds", {}, Math.round(process.uptime())),
      "",
    ].join("\n");
  }
}

function histogram(route: string, { buckets, seconds }: Counted): string[] {
  let sum = 0;
  const lines = [...BUCKETS, Infinity].map((end, at) => {
    sum += buckets[at] ?? 0;
    return line("request_seconds_bucket", { route, le: end === Infinity ? "+Inf" : String(end) }, sum);
  });
  return [...lines, line("request_seconds_sum", { route }, seconds), line("request_seconds_count", { route }, sum)];
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const said = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
  return `prompts_gpt_registry_${name}${said.length === 0 ? "" : `{${said.join()}}`} ${value}`;
}
