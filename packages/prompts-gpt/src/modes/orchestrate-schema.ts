import * as v from "valibot";
import { parallelSummarySchema } from "./parallel/summary-schema.ts";

/** `orchestrate-summary.json` of a run directory, whichever mode it is of. */
export const orchestrateSummarySchema = v.variant("mode", [parallelSummarySchema]);
