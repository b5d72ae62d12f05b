// A room over plain HTTP, for networks that break WebSockets: long polls by the same cursor. There is no welcome and no presence:
// the entities come with the entries that changed them.
import { check, type EntryFrame, type ProblemBody } from './frames'
import { PAGE, POLL_LEAST, WAIT_S } from './limits'
import { answerOf, type Line, type LineEvents, type Ports } from './line'

export interface EntriesPage {
  entries: EntryFrame[]
  head: number
}

/** Entries after a number, as the caller may see them. */
export async function page(ports: Ports, incident: string, query: Record<string, number>, signal?: AbortSignal): Promise<EntriesPage | { status: number }> {
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const answer = await ports.http(`/api/v1/incidents/${incident}/entries?${words}`, { headers: { Accept: 'application/json' }, signal })
  if (!answer.ok) return { status: answer.status }
  const body = (await answer.json()) as { entries: unknown[]; head: number }
  const entries = body.entries.map(check).filter((it): it is EntryFrame => typeof it === 'object' && (it.type === 'entry' || it.type === 'withheld'))
  return { entries, head: body.head }
}

export function poll(ports: Ports, incident: string, events: LineEvents): Line {
  const stop = new AbortController()
  let opened = false
  let over = false

  function end(status?: number) {
    if (over) return
    over = true
    stop.abort()
    events.over({ opened, status })
  }

  async function follow() {
    let wait = 0
    while (!over) {
      const asked = Date.now()
      const got = await page(ports, incident, { after: events.after(), limit: PAGE, wait }, stop.signal)
      if (over) return
      if ('status' in got) return end(got.status)
      opened = true
      for (const frame of got.entries) events.frame(frame)
      events.frame({ type: 'beat', head: got.head })
      const all = got.entries.length < PAGE
      // Something between may answer at once what should have been waited for.
      if (all && wait > 0 && got.entries.length === 0 && Date.now() - asked < POLL_LEAST) await new Promise((later) => setTimeout(later, POLL_LEAST))
      wait = all ? WAIT_S : 0
    }
  }
  follow().catch(() => end())

  return {
    by: 'polling',
    say: () => undefined,
    async post(frame) {
      const answer = await ports.http(`/api/v1/incidents/${incident}/entries`, {
        method: 'POST', body: JSON.stringify(frame), headers: { 'Content-Type': 'application/json', 'Idempotency-Key': frame.client_id }, signal: stop.signal,
      })
      const body = (await answer.json().catch(() => ({}))) as ProblemBody & { seq?: number }
      if (answer.ok && body.seq) return { is: 'posted', seq: body.seq }
      if (answer.status === 401) {
        end(401)
        throw new Error('Signed out.')
      }
      return answerOf({ ...body, status: answer.status })
    },
    close: () => end(),
    check: () => undefined,
  }
}
