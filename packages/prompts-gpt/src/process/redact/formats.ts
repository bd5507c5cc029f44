import type { ByteRun, Needle } from "./needle.ts";
import { keyText } from "./private-key.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const CAPITALS = setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
const WORD = setOf(`${LETTERS}_`);
const NAME = setOf(`${LETTERS}_-`);

/** Tokens and keys that are known by their look, whoever they belong to. None of these beginnings is a word. */
export function wellKnown(): Needle[] {
  const simple = SIMPLE.map(([head, set, least]) => ({ head: Buffer.from(head), rest: [{ set, least }] }));
  return [
    ...simple.map(({ head, rest }) => ({ name: nameOf(head), head, rest })),
    { name: "key", head: Buffer.from("sk-"), rest: [{ set: NAME, least: 20, enough: 64 }], accepts: isKey },
    { name: "token", head: Buffer.from("SG."), rest: [segment, dot, segment] },
    { name: "jwt", head: Buffer.from("eyJ"), rest: [segment, Buffer.from(".eyJ"), segment, dot, segment] },
    { name: "private-key", head: Buffer.from("-----BEGIN "), rest: [keyText] },
  ];
}

const SIMPLE: readonly (readonly [head: string, set: Uint8Array, least: number])[] = [
  ["pgpt_", NAME, 16],
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"].map((head) => [head, WORD, 20] as const),
  ["glpat-", NAME, 20],
  ...["AKIA", "ASIA"].map((head) => [head, CAPITALS, 16] as const),
  ...["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"].map((head) => [head, NAME, 10] as const),
  ["AIza", NAME, 30],
  ["ya29.", NAME, 20],
  ...["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"].map((head) => [head, WORD, 16] as const),
  ["npm_", WORD, 30],
  ["hf_", WORD, 30],
  ["pypi-AgE", NAME, 40],
  ["dop_v1_", WORD, 40],
  ["AGE-SECRET-KEY-1", WORD, 50],
];

const segment: ByteRun = { set: NAME, least: 10 };
const dot = Buffer.from(".");

/** "sk-" ends many a word with a vowel before it (task-, risk-): what follows has to look random then. */
function isKey(found: Buffer, before: number): boolean {
  const key = found.toString("latin1");
  const endsAWord = /[aeiou]/i.test(String.fromCharCode(before));
  return /\d/.test(key) && (!endsAWord || /[A-Z]/.test(key));
}

function nameOf(head: Buffer): string {
  return `${head
    .toString("latin1")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replace(/-$/, "")
    .toLowerCase()}-token`;
}

function setOf(letters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (let at = 0; at < letters.length; at++) set[letters.charCodeAt(at)] = 1;
  return set;
}
