/** The body of an `application/problem+json` answer. */
interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  requestId?: string;
}

/**
 * A request that the server refused, or that never reached it (status 0). The message is the server's own
 * sentence; the request id lets an operator find the same failure in the log.
 */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;

  constructor(status: number, code: string, message: string, requestId: string | null) {
    super(message);
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  static async fromResponse(response: Response): Promise<ProblemError> {
    const headerId = response.headers.get("X-Request-Id");
    const text = await response.text();
    const body = parseBody(text);
    const message = body.detail ?? body.title ?? `The server answered ${response.status} without saying why.`;
    return new ProblemError(
      response.status,
      body.code ?? `http_${response.status}`,
      message,
      body.requestId ?? headerId,
    );
  }

  static unreachable(): ProblemError {
    return new ProblemError(
      0,
      "unreachable",
      "The server cannot be reached. Check that Plimsoll is running and that this computer is online.",
      null,
    );
  }
}

function parseBody(text: string): ProblemBody {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as ProblemBody) : {};
  } catch {
    // A proxy between us and the server answers HTML; its status is all that is worth showing.
    return {};
  }
}
