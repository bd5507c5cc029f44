import type * as v from "valibot";
import { isMap } from "../../is-map.ts";

/** Names that a record of the library passes over in silence, because every object has them. */
const PASSED_OVER = ["constructor", "prototype", "__proto__"];
/** What nothing can be called. */
const NO_NAME = "-";

/**
 * The same record, from which nothing goes missing: somebody's variable may be called `prototype`. `__proto__` is refused as any
 * other name that does not hold, because nothing that is set in an object can be called so.
 */
export function recordOfEvery<
  TRecord extends v.RecordSchema<v.GenericSchema<string, string>, v.GenericSchema, undefined>,
>(record: TRecord): TRecord {
  const run: TRecord["~run"] = (dataset, config) => {
    const input = dataset.value;
    const checked = record["~run"](dataset, config);
    for (const name of PASSED_OVER) {
      if (!isMap(input) || !Object.hasOwn(input, name)) continue;
      const key = name === "__proto__" ? NO_NAME : "x";
      const one = record["~run"]({ value: { [key]: input[name] } }, config);
      for (const { path } of one.issues ?? []) if (path !== undefined) Object.assign(path[0], { key: name });
      if (one.issues !== undefined) Object.assign(checked, { issues: [...(checked.issues ?? []), ...one.issues] });
      else Object.assign(checked.value as object, { [name]: (one.value as Record<string, unknown>)[key] });
    }
    return checked;
  };
  return { ...record, "~run": run };
}
