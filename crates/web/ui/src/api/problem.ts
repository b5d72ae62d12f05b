// What the service says when it refuses (RFC 9457), and what is said when it cannot be reached.

/** A refusal, with its words. */
export class Problem extends Error {
  readonly status: number
  /** The problem's slug: the last part of its type's URI, such as `forbidden`. */
  readonly slug: string
  readonly title: string
  /** What to do, in a sentence; empty where the service says no more than the title. */
  readonly detail: string
  /** Seconds after which to try again, where the service says. */
  readonly retryAfter: number | undefined
  /** The whole body, for pages that know this problem's further members. */
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>, retryAfter?: number) {
    const title = text(body['title']) || `The service answered ${status}`
    super(title)
    this.status = status
    this.slug = text(body['type']).split('/').at(-1) ?? ''
    this.title = title
    this.detail = text(body['detail'])
    this.retryAfter = retryAfter
    this.body = body
  }

  /** Reads a refusal from an answer; one that is no problem document is told by its status. */
  static async of(response: Response): Promise<Problem> {
    const wait = Number(response.headers.get('Retry-After') ?? Number.NaN)
    const body: unknown = await response.json().catch(() => ({}))
    const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
    return new Problem(response.status, members, Number.isFinite(wait) ? wait : undefined)
  }
}

/** The service could not be reached: nothing is known of what became of the request. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The service cannot be reached. Check your connection; nothing that you wrote is lost.', { cause })
  }
}

/** Any error in words for a person: what happened, and what to do. */
export function words(error: unknown): { title: string; detail: string } {
  if (error instanceof Problem) return { title: error.title, detail: error.detail }
  if (error instanceof Error) return { title: error.message, detail: '' }
  return { title: 'Something went wrong.', detail: '' }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
