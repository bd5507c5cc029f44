import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Html } from "./html.ts";
import { Name } from "./visible.tsx";

export type VariableFields = NonNullable<PromptDraft["variables"]>[string];

export function Variables({ variables = {} }: { readonly variables: PromptDraft["variables"] | undefined }): Html {
  const all = Object.entries(variables);
  if (all.length === 0) return <></>;
  return (
    <section aria-labelledby="variables">
      <h2 id="variables">Variables</h2>
      <div class="wide variables" tabindex={0} role="group" aria-label="Table of variables">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Default</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>
            {all.map(([name, variable]) => (
              <tr>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  <Type {...variable} />
                </td>
                <td>
                  <Default {...variable} />
                </td>
                <td>
                  <Name text={variable.description ?? ""} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Type({ type, enum: values }: VariableFields): Html {
  if (values === undefined) return <>{type ?? "string"}</>;
  return (
    <>
      one of <Name text={values.join(", ")} />
    </>
  );
}

function Default({ default: value, required }: VariableFields): Html {
  if (value === undefined)
    return <span class="quiet">{required === false ? "may be left out" : "has to be given"}</span>;
  return (
    <code>
      <Name text={String(value)} />
    </code>
  );
}
