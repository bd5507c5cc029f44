/**
 * Writes packages/prompts-gpt/prices/table.json: the prices of @pydantic/genai-prices, as far as our agents use them.
 * With `--check` only says whether it is up to date with the installed version of that library.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProvider } from "@pydantic/genai-prices";
import { packageRoot } from "./ensure.mjs";

/**
 * The services that our agents are paid at by tokens, by the library's names. Resellers have other prices for the same
 * names; of other services OpenCode alone is used, which says itself what they cost.
 */
const services = ["anthropic", "openai", "google"];
/** Models that write no code. */
const OTHERS =
  /^(?:ada|babbage|curie|davinci|text-|whisper|moderation|dall-e|tts|sora|omni-mod)|embedding|image|audio|realtime|transcri|-tts|-live|search-preview|vision|gemma|instruct/;
const path = join(packageRoot, "prices/table.json");

const rows = services.flatMap((service) =>
  findProvider({ providerId: service }).models.flatMap((model) => {
    const prices = OTHERS.test(model.id) ? [] : pricesOf(model.prices);
    return prices.length === 0 ? [] : [[service, patternOf(model.match), ...prices]];
  }),
);
const text = `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;

if (existsSync(path) && readFileSync(path, "utf8") === text) console.log(`prices: ok (${rows.length} models)`);
else if (process.argv.includes("--check")) {
  console.error("prices/table.json is not what the installed library has: npm run prices");
  process.exitCode = 1;
} else {
  writeFileSync(path, text);
  console.log(`prices: wrote ${rows.length} models`);
}

/**
 * `[from, input, cache read, cache write, output]` in dollars for a million tokens, the oldest first; `from` is a date, or
 * null for ever. Without surcharges for long requests, which sums do not tell of; models with prices by the hour are left out.
 */
function pricesOf(prices) {
  const dated = Array.isArray(prices) ? prices : [{ prices }];
  if (dated.some(({ constraint }) => constraint?.type === "time_of_date")) return [];
  return dated
    .map(({ constraint, prices: of }) => [
      constraint?.start_date ?? null,
      ...[of.input_mtok, of.cache_read_mtok, of.cache_write_mtok, of.output_mtok].map((price) =>
        typeof price === "object" ? price.base : (price ?? null),
      ),
    ])
    .filter(([, input, , , output]) => input !== null && output !== null);
}

/** The library's rule for a model's name as one regular expression, to be tried on small letters; each part begins with `^`. */
function patternOf(match) {
  const [[how, value]] = Object.entries(match);
  switch (how) {
    case "equals":
      return `^${escaped(value)}$`;
    case "starts_with":
      return `^${escaped(value)}`;
    case "ends_with":
      return `^.*${escaped(value)}$`;
    case "contains":
      return `^.*${escaped(value)}`;
    case "regex":
      return value.startsWith("^") ? value : `^.*(?:${value})`;
    case "or":
      return value.map((one) => `(?:${patternOf(one)})`).join("|");
    case "and":
      return value.map((one) => `(?=${patternOf(one)})`).join("");
    default:
      throw new Error(`a rule that is new: ${how}`);
  }
}

function escaped(text) {
  return text.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
