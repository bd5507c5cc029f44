import type { PromptVersion } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Html } from "./html.ts";
import { promptPath } from "./paths.ts";
import { Name } from "./visible.tsx";
import { When } from "./when.tsx";

/** Versions that are shown at first, and at most. */
const FEW = 10;
const MOST = 1_000;

export interface VersionsProps {
  readonly slug: string;
  readonly shown: number;
  /** The latest first. */
  readonly versions: readonly PromptVersion[];
  /** By whom each was made, as far as it is known. */
  readonly authors: ReadonlyMap<number | null, string>;
  readonly mayWrite: boolean;
  readonly all: boolean;
}

export function Versions(props: VersionsProps): Html {
  const { slug, versions, all, mayWrite } = props;
  const some = versions.filter(
    ({ labels, version }, at) => at < (all ? MOST : FEW) || labels.length > 0 || version === props.shown,
  );
  const left = versions.length - some.length;
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ol class="versions">
        {some.map((one) => (
          <Version one={one} {...props} />
        ))}
      </ol>
      {left > 0 && !all ? (
        <p>
          <a href={`${promptPath(slug)}?version=${props.shown}&versions=all`}>{left} more</a>
        </p>
      ) : null}
      {left > 0 && all ? <p class="quiet">{left} older ones are not listed; ask for them by number below.</p> : null}
      {versions.length > 1 ? <Compare slug={slug} latest={versions[0]?.version ?? 1} /> : null}
      {mayWrite ? <SetLabel {...props} /> : null}
    </section>
  );
}

function Version({ one, slug, shown, authors, mayWrite }: VersionsProps & { readonly one: PromptVersion }): Html {
  const { version, updatedAt, labels } = one;
  const author = authors.get(version);
  return (
    <li>
      <a href={`${promptPath(slug)}?version=${version}`} aria-current={version === shown ? "true" : undefined}>
        v{version}
      </a>{" "}
      <span class="quiet">
        <When at={new Date(updatedAt)} />
        {author === undefined ? null : (
          <>
            {" "}
            by <Name text={author} />
          </>
        )}
      </span>
      {version > 1 ? (
        <a
          href={`${promptPath(slug, "diff")}?from=${version - 1}&to=${version}`}
          aria-label={`Changes of version ${version}`}
        >
          changes
        </a>
      ) : null}
      {labels.length === 0 ? null : (
        <span class="labels">
          {labels.map((label) =>
            mayWrite ? <Removable {...{ slug, label, version }} /> : <span class="label">{label}</span>,
          )}
        </span>
      )}
    </li>
  );
}

function Removable({ slug, label, version }: { slug: string; label: string; version: number }): Html {
  return (
    <form method="post" action={promptPath(slug, "labels/remove")} class="label">
      <span>{label}</span>
      <input type="hidden" name="label" value={label} />
      <button type="submit" aria-label={`Remove label ${label} from version ${version}`} title="Remove">
        ×
      </button>
    </form>
  );
}

function Compare({ slug, latest }: { readonly slug: string; readonly latest: number }): Html {
  return (
    <form method="get" action={promptPath(slug, "diff")} class="inline">
      <span class="pair">
        <label for="from">Compare</label>
        <input id="from" name="from" type="number" min="1" max={latest} value={Math.max(1, latest - 1)} required />
      </span>
      <span class="pair">
        <label for="to">with</label>
        <input id="to" name="to" type="number" min="1" max={latest} value={latest} required />
      </span>
      <button type="submit">Show</button>
    </form>
  );
}

function SetLabel({ slug, shown, versions }: VersionsProps): Html {
  return (
    <form method="post" action={promptPath(slug, "labels")} class="inline">
      <span class="pair">
        <label for="label">Label</label>
        <input
          id="label"
          name="label"
          required
          maxlength={100}
          pattern="[a-z0-9]+([\-.][a-z0-9]+)*"
          title="Lower-case letters, digits, single hyphens and dots"
          placeholder="production"
          autocomplete="off"
        />
      </span>
      <span class="pair">
        <label for="labelled">on version</label>
        <input
          id="labelled"
          name="version"
          type="number"
          min="1"
          max={versions[0]?.version ?? 1}
          value={shown}
          required
        />
      </span>
      <button type="submit">Set label</button>
    </form>
  );
}
