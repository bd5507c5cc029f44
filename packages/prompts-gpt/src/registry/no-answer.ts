import { ExecutionError } from "../errors.ts";

/** No answer: nobody was reached, or it broke off. Trying again may help. */
export class NoAnswer extends ExecutionError {}
