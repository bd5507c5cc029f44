/** A type of the browser's that the SDK's declarations name, and Node's do not have. */
type HeadersInit = NonNullable<ConstructorParameters<typeof Headers>[0]>;

/** They name this package too, whose types do not come along; what we write of a schema is this much. */
declare module "json-schema" {
  export interface JSONSchema7 {
    readonly type: "object" | "string" | "integer";
    readonly description?: string;
    readonly properties?: Readonly<Record<string, JSONSchema7>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: false;
  }
  export type JSONSchema7Definition = JSONSchema7;
}
