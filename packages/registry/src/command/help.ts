export const HELP = `Usage: prompts-gpt-registry [command] [flags]

A registry for prompts-gpt: prompts with versions, labels and tokens.

Commands
  serve                     Serve the API and the page (the default)
  token create              Print a new token: --name <name> --scope read|write|admin --expires 90d
  token list, token revoke <id>
  project create <name>     A new project; prints a token of its administrator
  project list
  export <folder>           Write all prompts with all versions as files, for git
  import <folder>           Add what is not there of such a folder
  backup <file>             Everything in one file, while the server goes on
  restore <file>            Into a place where no registry is yet

These ask the running server of the same folder, where there is one; they need no token.

Where it is kept, for every command
  --data <folder>           A folder for the embedded database (default: ~/.local/state/prompts-gpt/registry)
  --database-url <url>      A PostgreSQL server in its place; with a password better as
                            PROMPTS_GPT_REGISTRY_DATABASE_URL in the environment

  --project <name>          For token, export and import (default: default)

Flags of serve
  --host <address>          Where it listens (default: 127.0.0.1, this machine alone)
  --port <number>           0 takes any that is free (default: 4242)
  --public-url <url>        How users reach it; needed when it listens for others
  --trust-proxy             X-Forwarded-For of a proxy in front says who asks
  --tls-cert, --tls-key     Files (PEM) for https
  --model <name>            What generates prompts: openai/<model> or anthropic/<model>, with OPENAI_API_KEY,
                            OPENAI_BASE_URL, ANTHROPIC_API_KEY … in the environment
  --models <file>           What it says to \`prompts-gpt models\`: {"models": [{"id", "provider"}]}
  --log-level <level>       debug, info, warn, error, silent (default: info)
  --json                    The first line is {"url", "adminToken"}; the token only at the first start

  -h, --help   -v, --version
`;
