/** `SAMPLES=few`: a share of what is the same on every Node, for all but the first of them. */
export const FEW = process.env["SAMPLES"] === "few";
