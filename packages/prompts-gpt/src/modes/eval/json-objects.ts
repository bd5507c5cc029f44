import { isObject, type Json } from "../../providers/json.ts";

/** Beginnings that turn out to be no JSON; more of them are no answer, and would cost. */
const MOST_FAILED = 100;
/** The beginning of an object with something in it. */
const START = /\{\s*"/g;

/** The outermost JSON objects that stand in a text, whatever stands around them, in their order. */
export function jsonObjectsIn(text: string): readonly Json[] {
  const found: Json[] = [];
  let failed = 0;
  START.lastIndex = 0;
  for (let start = START.exec(text); start !== null && failed < MOST_FAILED; start = START.exec(text)) {
    const end = endOfObject(text, start.index);
    const object = end === undefined ? undefined : parsed(text.slice(start.index, end));
    if (object === undefined) failed++;
    else found.push(object);
    START.lastIndex = object === undefined || end === undefined ? start.index + 1 : end;
  }
  return found;
}

/** Where the bracket that opens at `start` is closed, brackets in strings aside. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (isInString && sign === "\\") at++;
    else if (sign === '"') isInString = !isInString;
    else if (!isInString && sign === "{") depth++;
    else if (!isInString && sign === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // prose with brackets in it
  }
}
