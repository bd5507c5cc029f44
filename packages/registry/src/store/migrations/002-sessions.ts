/** Who is signed in to the page. A session goes with its token. */
export const sessions = `
create table session (
  hash text primary key,
  token_id text not null references token,
  expires_at timestamptz not null
);
create index session_expires on session (expires_at);
`;
