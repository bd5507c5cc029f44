import type { Html } from "./html.ts";
import { type TypedVariable, typedVariables, variableField, type VariableKey } from "./typed.ts";

const EMPTY: TypedVariable = { name: "", type: "", required: "", default: "", enum: "", description: "" };
/** Rows for new variables; after saving there are as many again. */
const SPARE = 2;

interface Column {
  readonly key: VariableKey;
  readonly label: string;
  readonly choices?: readonly (readonly [string, string])[];
}

const COLUMNS: readonly Column[] = [
  { key: "name", label: "Name" },
  {
    key: "type",
    label: "Type",
    choices: [
      ["", "(as it comes)"],
      ["string", "string"],
      ["number", "number"],
      ["boolean", "boolean"],
      ["enum", "enum"],
    ],
  },
  {
    key: "required",
    label: "Required",
    choices: [
      ["", "(unsaid)"],
      ["true", "yes"],
      ["false", "no"],
    ],
  },
  { key: "default", label: "Default" },
  { key: "enum", label: "Choices, by commas" },
  { key: "description", label: "Description" },
];

export function DraftVariables({
  form,
  errors,
}: {
  readonly form: URLSearchParams;
  readonly errors: readonly string[];
}): Html {
  const rows = [...typedVariables(form), ...Array.from({ length: SPARE }, () => EMPTY)];
  return (
    <fieldset id="variables" tabindex={-1} aria-describedby={errors.length > 0 ? "variables-trouble" : undefined}>
      <legend>Variables</legend>
      {errors.length === 0 ? null : (
        <p class="trouble" id="variables-trouble">
          {errors.join("; ")}
        </p>
      )}
      {rows.map((row, at) => (
        <div
          class="variable-row"
          role="group"
          aria-label={row.name === "" ? `Variable ${at + 1}` : `Variable ${row.name}`}
        >
          {COLUMNS.map((column) => (
            <Cell column={column} at={at} value={row[column.key]} />
          ))}
        </div>
      ))}
      <p class="hint">A row without anything in it is no variable. Empty a row to remove its variable.</p>
    </fieldset>
  );
}

function Cell({ column, at, value }: { readonly column: Column; readonly at: number; readonly value: string }): Html {
  const name = variableField(at, column.key);
  return (
    <div class="field">
      <label for={name}>{column.label}</label>
      {column.choices === undefined ? (
        <input id={name} name={name} value={value} autocomplete="off" />
      ) : (
        <select id={name} name={name}>
          {column.choices.map(([choice, text]) => (
            <option value={choice} selected={choice === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
