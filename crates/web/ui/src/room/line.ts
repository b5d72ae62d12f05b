// What every way to a room's service has in common, socket or plain HTTP, and what it needs of the browser.
import type { Frame, ProblemBody } from './frames'
import { connectionNow, happened, watchConnection, type Happening } from '../api/connection'
import { BUSY } from './limits'
import type { Marking, PostKind } from './types'

/** A post as it goes over the wire. */
export interface PostFrame {
  client_id: string
  kind: PostKind
  body: Record<string, unknown>
  marking?: Marking
  named?: string[]
  occurred_at?: string
  late_reason?: string
}

/** What came of a post. `again`: the service could not take it now; nothing is wrong with it. */
export type Answer =
  | { is: 'posted'; seq: number }
  | { is: 'refused'; title: string; detail: string }
  | { is: 'again'; ms: number }

/** A way that is open, or being opened. */
export interface Line {
  readonly by: 'socket' | 'polling'
  say(frame: object): void
  /** Rejects when the line breaks before the answer: what became of the post is not known, and it is sent again. */
  post(frame: PostFrame): Promise<Answer>
  close(): void
  /** Ends it if it was not heard from lately. */
  check(): void
}

/** How a line ended: whether it was ever let in, what it was told, or what plain HTTP answered. */
export interface Over {
  opened: boolean
  bye?: string
  status?: number
}

export interface LineEvents {
  after(): number
  frame(frame: Frame): void
  over(over: Over): void
}

/** A WebSocket, as far as it is used. */
export type SocketLike = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'onopen' | 'onclose' | 'onmessage'>

/** What the core needs of the browser; a test gives its own. */
export interface Ports {
  socket(path: string, protocol: string): SocketLike
  http(path: string, init?: RequestInit): Promise<Response>
  random(): number
  /** Tells the rest of the page what happened to the way to the service: whether it is reached is known in one place. */
  tell(happening: Happening): void
  /** Told when anything else on the page has reached the service; gives what ends that. */
  whenReached(back: () => void): () => void
}

export const browser: Ports = {
  socket: (path, protocol) => new WebSocket(location.origin.replace(/^http/, 'ws') + path, protocol),
  http: (path, init) => fetch(path, { credentials: 'same-origin', ...init }),
  random: Math.random,
  tell: happened,
  whenReached: (back) => watchConnection(() => { if (connectionNow().is === 'online') back() }),
}

/** A refusal by the rules is final; one by the machine (busy, unavailable, failed) is not. */
export function answerOf(problem: ProblemBody): Answer {
  const status = problem.status ?? 400
  if (status === 429 || status >= 500) {
    const wait = Number(problem.retry_after)
    return { is: 'again', ms: Number.isFinite(wait) && wait > 0 ? Math.min(wait, 60) * 1_000 : BUSY }
  }
  return { is: 'refused', title: problem.title ?? 'The service refused it', detail: problem.detail ?? '' }
}
