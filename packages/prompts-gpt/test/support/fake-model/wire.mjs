/** What the wire protocols share. */

let serial = 0;

export const newId = (prefix) => `${prefix}_fake${String(++serial).padStart(6, "0")}`;

export const seconds = () => Math.floor(Date.now() / 1000);

/** Text in pieces of `size` characters; 0 = in one. */
export const pieces = (text, size) => (size ? (text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? []) : [text]);

/** Model turns in a history: runs of neighbouring items that the model wrote. */
export function countTurns(items, isModel) {
  if (!Array.isArray(items)) return 0;
  return items.filter((item, index) => item && isModel(item) && !(items[index - 1] && isModel(items[index - 1])))
    .length;
}
