import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyResult } from "../../src/workspace/lane/apply/apply-result.ts";
import { removeLane } from "../../src/workspace/lane/close-lane.ts";
import { openLane } from "../../src/workspace/lane/open-lane.ts";

/** Opens a lane, works in it, keeps and applies what it holds, again and again, until it is killed. Says where it is. */
const [root = "", say = ""] = process.argv.slice(2);
const env = process.env;
for (let nth = 0; ; nth++) {
  writeFileSync(say, `${nth} opening`);
  const lane = await openLane({ root, name: "crash", env, setup: ["echo set up > set-up"] });
  for (let file = 0; file < 20; file++) writeFileSync(join(lane.top, `f${file}.txt`), `by lane ${nth}\n`);
  writeFileSync(say, `${nth} keeping`);
  const result = await removeLane(lane, { env });
  writeFileSync(say, `${nth} applying`);
  const applied = await applyResult({ root, result, env });
  if (applied.kind !== "applied") throw new Error(JSON.stringify(applied));
}
