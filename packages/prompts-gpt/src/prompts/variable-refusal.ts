/** What a variable says of its values. */
interface Declared {
  readonly type: "string" | "number" | "boolean" | "enum";
  readonly enum?: readonly string[] | undefined;
}

/** What would have been allowed, when `value` is not; nothing when it is. */
export function refusal(variable: Declared, value: string): string | undefined {
  switch (variable.type) {
    case "string":
      return undefined;
    case "number":
      return value.trim() !== "" && Number.isFinite(Number(value)) ? undefined : "a number";
    case "boolean":
      return value === "true" || value === "false" ? undefined : "true or false";
    case "enum":
      return variable.enum?.includes(value) ? undefined : `one of ${variable.enum?.join(", ") ?? ""}`;
  }
}
