/** The token of an `Authorization` header, when it can be one of ours. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (pgpt_[!-~]{1,251})$/i.exec(header ?? "")?.[1];
}
