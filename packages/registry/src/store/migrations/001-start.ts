/** Projects, their tokens, prompts with all versions, labels, and what was changed by whom. */
export const start = `
create table project (
  id text primary key,
  name text not null unique,
  context text not null,
  revision bigint not null default 1,
  access bigint not null default 1,
  created_at timestamptz not null default now()
);
create table token (
  id text primary key,
  project_id text not null references project,
  name text not null,
  hash text not null unique,
  scope text not null check (scope in ('read', 'write', 'admin')),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index token_project on token (project_id, created_at);
create table prompt (
  id text primary key,
  project_id text not null references project,
  slug text collate "C" not null,
  version integer not null,
  title text not null,
  category text not null,
  output_type text not null,
  tools text[] not null,
  tags text[] not null,
  search tsvector not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  unique (project_id, slug)
);
create index prompt_search on prompt using gin (search) with (fastupdate = off);
create table prompt_version (
  prompt_id text not null references prompt,
  version integer not null,
  draft text not null,
  sha256 text not null,
  created_at timestamptz not null default now(),
  token_id text,
  primary key (prompt_id, version)
);
create table label (
  prompt_id text not null,
  name text collate "C" not null,
  version integer not null,
  set_at timestamptz not null default now(),
  primary key (prompt_id, name),
  foreign key (prompt_id, version) references prompt_version
);
create table change (
  id bigint generated always as identity primary key,
  project_id text not null references project,
  made_at timestamptz not null default now(),
  token_id text,
  made_by text not null,
  action text not null,
  slug text,
  version integer,
  label text
);
create index change_project on change (project_id, id);
create index change_prompt on change (project_id, slug, id);
`;
