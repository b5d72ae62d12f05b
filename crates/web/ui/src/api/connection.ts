// Whether the service is reached, and of when what is shown is: told by every answer, kept in one place, shown by the shell. A page
// with a connection of its own (a room) tells it too, and hears from it when the service is back: both never say two things.

/** The state of the connection. */
export type Connection =
  /** The last answer came from the service, which reads its ledger. */
  | { is: 'online' }
  /** Calls fail since then (ms), too shortly to say more. */
  | { is: 'reconnecting'; since: number }
  /** Calls fail since then (ms). `asOf` (RFC 3339): of when what was kept and is shown is; undefined where nothing kept is shown. */
  | { is: 'offline'; since: number; asOf: string | undefined }
  /** The service answers and cannot reach its own ledger: everything is of then, and nothing can be recorded. */
  | { is: 'stale'; asOf: string }

/** What can happen to it: an answer (`stale`: of when, where the ledger is away); a room's line was let in, which says nothing of the
 * ledger; a kept answer shown in place of one; a call that failed; the browser, or a room that tried, says that nothing is reached. */
export type Happening =
  | { is: 'answered'; stale: string | undefined }
  | { is: 'joined' }
  | { is: 'kept'; asOf: string }
  | { is: 'failed' }
  | { is: 'gone' }

/** How long calls fail before the connection is called lost, ms. */
export const PATIENCE_MS = 8_000

/** The connection after something happened at `now` (ms). */
export function after(before: Connection, happening: Happening, now: number): Connection {
  const lost = 'since' in before ? before : { is: 'reconnecting' as const, since: now }
  const asOf = before.is === 'offline' ? before.asOf : undefined
  switch (happening.is) {
    case 'answered':
      return happening.stale === undefined ? { is: 'online' } : { is: 'stale', asOf: happening.stale }
    case 'joined':
      return before.is === 'stale' ? before : { is: 'online' }
    case 'kept':
      // The oldest of what is shown: nothing on the page is older than is said.
      return { is: 'offline', since: lost.since, asOf: asOf !== undefined && asOf < happening.asOf ? asOf : happening.asOf }
    case 'gone':
      return { is: 'offline', since: lost.since, asOf }
    case 'failed':
      return now - lost.since >= PATIENCE_MS || before.is === 'offline' ? { is: 'offline', since: lost.since, asOf } : lost
  }
}

/** How long to wait before asking again for the n-th time (from 0), ms: doubling to half a minute, half of it by chance: a thousand
 * clients of a service that comes back do not ask in the same instant. */
export function backOff(n: number, chance: number): number {
  const most = Math.min(1_000 * 2 ** n, 30_000)
  return most * (0.5 + 0.5 * chance)
}

/** What an answer says of the connection. */
export function toldBy(response: Response): Happening {
  const kept = response.headers.get('x-ctac-kept')
  if (kept !== null) return { is: 'kept', asOf: kept }
  if (response.status === 502 || response.status === 504) return { is: 'failed' }
  const stale = response.headers.has('age') ? response.headers.get('x-ctac-as-of') : null
  return { is: 'answered', stale: stale ?? undefined }
}

let connection: Connection = { is: 'online' }
let asking: ReturnType<typeof setTimeout> | undefined
let asked = 0
const watchers = new Set<() => void>()

/** Tells of something that happened: an answer, a call that failed, a socket that closed. */
export function happened(happening: Happening): void {
  const before = connection
  connection = after(before, happening, Date.now())
  if (connection.is === 'online' || connection.is === 'stale') stopAsking()
  else if (asking === undefined) askLater()
  if (JSON.stringify(before) !== JSON.stringify(connection)) for (const watcher of watchers) watcher()
}

/** The state now; the same object until it changes. */
export function connectionNow(): Connection {
  return connection
}

/** Told at each change. */
export function watchConnection(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Listens to the browser's own word on the network. */
export function listenToBrowser(): () => void {
  const gone = () => happened({ is: 'gone' })
  const back = () => {
    stopAsking()
    void ask()
  }
  if (!navigator.onLine) gone()
  addEventListener('offline', gone)
  addEventListener('online', back)
  return () => {
    removeEventListener('offline', gone)
    removeEventListener('online', back)
  }
}

function askLater() {
  asking = setTimeout(() => void ask(), backOff(asked, Math.random()))
  asked += 1
}

function stopAsking() {
  clearTimeout(asking)
  asking = undefined
  asked = 0
}

/** Whether the service is back: the one address that needs nobody signed in and is never kept. */
async function ask() {
  asking = undefined
  try {
    const answer = await fetch('/livez', { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    happened(answer.ok ? { is: 'answered', stale: undefined } : { is: 'failed' })
  } catch {
    happened({ is: 'failed' })
  }
}
