/** The error shapes that the real services use. */
export function errorBody(api, { status, message = `fake ${status}` }) {
  switch (api) {
    case "anthropic":
      return {
        type: "error",
        error: { type: ANTHROPIC[status] ?? "api_error", message },
        request_id: "req_fake000000",
      };
    case "gemini":
      return { error: { code: status, message, status: GEMINI[status] ?? "UNKNOWN" } };
    default:
      return { error: { message, type: "invalid_request_error", param: null, code: null, ...OPENAI[status] } };
  }
}

const ANTHROPIC = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

const GEMINI = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

const OPENAI = {
  401: { code: "invalid_api_key" },
  404: { code: "model_not_found" },
  429: { type: "rate_limit_exceeded", code: "rate_limit_exceeded" },
  500: { type: "server_error" },
  503: { type: "server_error" },
};
