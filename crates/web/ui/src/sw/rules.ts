// What the service worker decides, as functions of what it is given: which requests are whose, what may be read offline and how
// it is marked, what a push says and what its buttons do. `worker.ts` does the rest.

/** The header of an answer that was kept: of when it is. An answer without it came from the service just now. */
export const KEPT = 'x-ctac-kept'
/** The service's header: of when its answer is. */
export const AS_OF = 'x-ctac-as-of'

/** What a request is, for the worker. */
export type Asked =
  /** A page of the application: answered by its one document. */
  | 'document'
  /** A file of the application. */
  | 'file'
  /** An answer of the interface that is kept for reading offline. */
  | 'kept'
  /** Nobody's business here. */
  | 'other'

/** One's own rota, whom to reach, the procedures with their action cards: what helps when there is no network. No incident. */
const KEPT_PATHS = [
  /^\/api\/v1\/(me|service|oncall|people|organisations|teams|rotas|swaps|absences|runbooks)$/,
  /^\/api\/v1\/rotas\/[^/]+(\/shifts|\/layers|\/overrides)?$/,
  /^\/api\/v1\/runbooks\/[^/]+(\/versions\/[^/]+(\/procedure)?)?$/,
]

/** What a request is. */
export function askedOf(request: { url: string; method: string; mode: string }, origin: string): Asked {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== origin) return 'other'
  if (url.pathname === '/app' || url.pathname.startsWith('/app/')) {
    if (request.mode === 'navigate') return 'document'
    return url.pathname === '/app/sw.js' ? 'other' : 'file'
  }
  return KEPT_PATHS.some((path) => path.test(url.pathname)) ? 'kept' : 'other'
}

/** Whether the service itself was not reached, though something answered: a proxy whose node is away. */
export function isAway(status: number): boolean {
  return status === 502 || status === 503 || status === 504
}

/** A kept answer, marked: of when it is. */
export function marked(kept: Response): Response {
  const headers = new Headers(kept.headers)
  headers.set(KEPT, headers.get(AS_OF) ?? headers.get('date') ?? 'unknown')
  return new Response(kept.body, { status: kept.status, headers })
}

/** What a push says (crates/notify/src/web_push.rs), read with bounds. */
export interface Pushed {
  notification: string
  headline: string
  body: string
  link: string | undefined
  /** What answering it means: a page is acknowledged; anything else is opened. */
  kind: 'page' | 'other'
}

const MOST = 1_000

/** Reads a push; one that cannot be read is shown all the same, for somebody may be needed. */
export function pushed(text: string | undefined, origin: string): Pushed {
  const members = read(text)
  const part = (name: string) => (typeof members[name] === 'string' ? members[name].slice(0, MOST) : '')
  const link = ours(part('link'), origin)
  return {
    notification: part('notification') || 'ctac',
    headline: part('headline') || 'A message of the cell',
    body: part('body') || 'Open the application to see what it is about.',
    link,
    kind: link && /^\/a\/[^/]+$/.test(new URL(link).pathname) ? 'page' : 'other',
  }
}

/** A link of this service; undefined for any other. */
export function ours(link: string, origin: string): string | undefined {
  if (!URL.canParse(link)) return undefined
  const url = new URL(link)
  return url.origin === origin ? url.href : undefined
}

/** The answer that a notification's button sends to the page's one-time link; undefined where the link is to be opened. */
export function answerOf(action: string): 'acknowledge' | 'cannot' | undefined {
  return action === 'acknowledge' || action === 'cannot' ? action : undefined
}

/** The caches of builds to be dropped: all but this build's and the one before, whose pages may still be open. */
export function outdated(names: string[], prefix: string, current: string): string[] {
  const builds = names.filter((name) => name.startsWith(prefix) && name !== current)
  return builds.slice(0, -1)
}

function read(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
