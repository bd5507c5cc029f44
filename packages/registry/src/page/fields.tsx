import type { Child } from "hono/jsx";
import type { Html } from "./html.ts";
import type { FieldErrors } from "./read-draft.ts";

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly errors: readonly string[];
  readonly hint?: string;
  readonly required?: boolean;
}

interface Around extends FieldProps {
  readonly wide?: boolean;
  readonly children: Child;
}

function Field({ name, label, hint, errors, wide = false, children }: Around): Html {
  return (
    <div class={wide ? "field wide-field" : "field"}>
      <div class="above">
        <label for={name}>{label}</label>
        {hint === undefined ? null : (
          <span class="hint" id={`${name}-hint`}>
            {hint}
          </span>
        )}
      </div>
      {children}
      {errors.length === 0 ? null : (
        <p class="trouble" id={`${name}-trouble`}>
          {errors.join("; ")}
        </p>
      )}
    </div>
  );
}

/** What every control has of its field. */
function control({ name, errors, hint, required = false }: FieldProps) {
  const said = [hint === undefined ? "" : `${name}-hint`, errors.length === 0 ? "" : `${name}-trouble`];
  const described = said.filter((id) => id !== "").join(" ");
  return {
    id: name,
    name,
    required,
    "aria-describedby": described === "" ? undefined : described,
    "aria-invalid": errors.length === 0 ? undefined : "true",
  } as const;
}

export function Input(props: FieldProps & { readonly maxlength?: number; readonly wide?: boolean }): Html {
  return (
    <Field {...props}>
      <input {...control(props)} value={props.value} maxlength={props.maxlength} autocomplete="off" dir="auto" />
    </Field>
  );
}

export function Textarea(props: FieldProps & { readonly rows: number; readonly isSource?: boolean }): Html {
  const isSource = props.isSource === true;
  return (
    <Field {...props} wide>
      <textarea
        {...control(props)}
        rows={props.rows}
        class={isSource ? "source" : undefined}
        spellcheck={!isSource}
        dir="auto"
      >
        {/* A browser drops the first line end. */}
        {`\n${props.value}`}
      </textarea>
    </Field>
  );
}

export function Choose(props: FieldProps & { readonly choices: readonly (readonly [string, string])[] }): Html {
  return (
    <Field {...props}>
      <select {...control(props)}>
        {props.choices.map(([value, text]) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Fields that the page calls by another name than the API. */
const CALLED: Readonly<Record<string, string>> = {
  slug: "Name",
  body: "Text",
  outputType: "Output",
  supportedTools: "Tools",
  scope: "May",
  days: "Ends",
};

function called(name: string): string {
  return CALLED[name] ?? name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** What is wrong, first of all, with a way to each; whoever does not see the page is led here. */
export function Errors({ errors }: { readonly errors: FieldErrors }): Html {
  const all = Object.entries(errors);
  if (all.length === 0) return <></>;
  return (
    <div class="notice bad" role="alert" tabindex={-1} autofocus>
      <p>Nothing was saved yet:</p>
      <ul>
        {all.map(([name, reasons]) => (
          <li>
            <a href={`#${name}`}>{called(name)}</a>: {reasons.join("; ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
