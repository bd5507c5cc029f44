import { DraftVariables } from "./draft-variables.tsx";
import { Choose, Errors, Input, Textarea } from "./fields.tsx";
import type { Html } from "./html.ts";
import type { FieldErrors } from "./read-draft.ts";

export interface DraftFormProps {
  readonly action: string;
  /** What stands in the fields. */
  readonly form: URLSearchParams;
  readonly errors: FieldErrors;
  /** Fields that nobody sees. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly submit: string;
  readonly back: string;
  /** A new prompt gets its name here. */
  readonly isNew: boolean;
}

const DIFFICULTIES = ["Beginner", "Intermediate", "Advanced"].map((one) => [one, one] as const);

/** Everything of a prompt that a person writes. */
export function DraftForm({ action, form, errors, hidden, submit, back, isNew }: DraftFormProps): Html {
  const of = (name: string) => ({ name, value: form.get(name) ?? "", errors: errors[name] ?? [] });
  return (
    <form method="post" action={action} class="draft" data-guard="">
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Errors errors={errors} />
      <div class="grid">
        {isNew ? (
          <Input
            {...of("slug")}
            label="Name"
            hint="Lower-case letters, digits and hyphens. It stays."
            required
            maxlength={100}
            wide
          />
        ) : null}
        <Input {...of("title")} label="Title" required maxlength={200} wide />
        <Textarea {...of("description")} label="Description" rows={2} />
      </div>
      <Textarea {...of("body")} label="Text" hint="Markdown. {{name}} is a variable." rows={22} isSource required />
      <div class="grid">
        <Input {...of("category")} label="Category" maxlength={200} />
        <Input {...of("outputType")} label="Output" maxlength={200} />
        <Choose {...of("difficulty")} label="Difficulty" choices={[["", "None"], ...DIFFICULTIES]} />
        <Input {...of("supportedTools")} label="Tools" hint="Separated by commas" />
        <Input {...of("tags")} label="Tags" hint="Separated by commas" />
      </div>
      <DraftVariables form={form} errors={errors["variables"] ?? []} />
      <div class="inline end">
        <button type="submit" class="primary">
          {submit}
        </button>
        <a class="button" href={back}>
          Cancel
        </a>
      </div>
    </form>
  );
}
