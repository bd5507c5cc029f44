import * as v from "valibot";
import { autoSummarySchema } from "./auto/summary-schema.ts";
import { evalSummarySchema } from "./judged/summary-schema.ts";
import { parallelSummarySchema } from "./parallel/summary-schema.ts";
import { pipelineSummarySchema } from "./pipeline/summary-schema.ts";

/** `orchestrate-summary.json` of a run directory, whichever mode it is of. */
export const orchestrateSummarySchema = v.variant("mode", [
  parallelSummarySchema,
  pipelineSummarySchema,
  evalSummarySchema,
  autoSummarySchema,
]);
