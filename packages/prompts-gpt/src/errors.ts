/**
 * Something the user can put right. The CLI prints `message`, then `fix` as what to type, and exits
 * with `exitCode`; a stack trace only with `--verbose`.
 */
export abstract class UserError extends Error {
  abstract readonly exitCode: number;
  /** What to type to mend it: one command, or one short sentence that ends in a command. */
  readonly fix: string;

  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.fix = fix;
  }
}

/** The run itself failed: the record could not be kept, the disk is full. */
export class ExecutionError extends UserError {
  readonly exitCode = 1;
}

/** A bad flag, a bad configuration, a provider that is not there or cannot do what is asked. */
export class ConfigError extends UserError {
  readonly exitCode = 2;
}

/** The repository's configuration would execute something that the user has not accepted. */
export class TrustError extends ConfigError {}

/** A token that is missing, refused, or stored where it must not be. */
export class AuthError extends UserError {
  readonly exitCode = 3;
}

/** A prompt file, its frontmatter or its variables do not hold. */
export class ValidationError extends UserError {
  readonly exitCode = 4;
}

/** Somebody else holds the lock. */
export class LockError extends UserError {
  readonly exitCode = 5;
}
