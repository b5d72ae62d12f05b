// What has happened since somebody was last here: what they must know in full, and how much there is of the rest. No framework.
import type { Action, Entry, ReadableEntry } from '../../../room/use-room'
import { actorOf, decisions, type Decision, type Marks } from './told'
import { categoryOf } from '../../../room/words/told'

/** A change of severity, status or lead. */
export interface Change {
  seq: number
  what: 'severity' | 'category' | 'status' | 'lead'
  from: string | null
  to: string
  reason: string
  at: string
}

export interface CatchUp {
  /** The first entry that is new, and how many there are. */
  from: number
  count: number
  /** The latest first, as all of these. */
  decisions: Decision[]
  changes: Change[]
  /** Actions set since for people of one's organisation, that are not done. */
  actions: Action[]
  /** How many there are of the rest, by what they are about; nothing that there is none of. */
  rest: { what: string; count: number }[]
}

const changeKinds = {
  'incident.severity_changed': 'severity', 'incident.category_changed': 'category', 'incident.status_changed': 'status', 'incident.lead_changed': 'lead',
} as const

/** What the rest is about, by the beginning of its kind; the first that fits. */
const groups: [start: string, what: string][] = [
  ['entry.note', 'notes'], ['entry.corrected', 'corrections'], ['entry.asked', 'questions to originators'], ['entry.decision', 'decisions struck through'],
  ['action.set', 'actions for others'], ['action.done', 'actions done'], ['page.', 'about pages'], ['notice.', 'about pages'],
  ['call_out.', 'about call-outs'], ['run', 'about runbooks'], ['clock.', 'about clocks'], ['sitrep.', 'about situation reports'],
  ['membership.', 'about members'], ['room.', 'about members'],
]

interface Asking {
  entries: readonly Entry[]
  marked: Marks
  actions: readonly Action[]
  /** The last entry that was shown to them; null: they have never been here. */
  lastSeen: number | null
  /** Whose own entries are no news. */
  person: string
  organisation: string
  /** Where somebody belongs. */
  organisationOf: (person: string) => string | undefined
}

/** What is new since `lastSeen`; null when nothing is but one's own. */
export function catchUp({ entries, marked, actions, lastSeen, person, organisation, organisationOf }: Asking): CatchUp | null {
  const since = lastSeen ?? 0
  const fresh = entries.filter((entry) => entry.seq > since && !isOwn(entry, person))
  const first = fresh[0]
  if (!first) return null
  const mine = (it: Action) => organisationOf(it.owner) === organisation
  const set = new Set(fresh.map((entry) => entry.seq))
  const told = actions.filter((it) => set.has(it.seq) && mine(it))
  const changes = fresh.flatMap((entry) => changeOf(entry)).reverse()
  const known = new Set([...told.map((it) => it.seq), ...changes.map((it) => it.seq)])
  const decided = decisions(fresh, marked)
  for (const it of decided) known.add(it.seq)
  return {
    from: first.seq, count: fresh.length, decisions: decided, changes, actions: told.filter((it) => !it.done).reverse(),
    rest: counts(fresh.filter((entry) => !known.has(entry.seq))),
  }
}

const isOwn = (entry: Entry, person: string) => entry.type === 'entry' && actorOf(entry) === person

function changeOf(entry: Entry): Change[] {
  if (entry.type !== 'entry' || entry.body === null) return []
  const what = changeKinds[entry.kind as keyof typeof changeKinds]
  const { reason } = entry.body
  const [from, to] = [entry.body['from'], entry.body['to']].map((it) => (what === 'category' ? categoryOf(it) : it))
  if (!what || typeof to !== 'string') return []
  const words = typeof reason === 'string' ? reason : ''
  return [{ seq: entry.seq, what, from: typeof from === 'string' && from !== '' ? from : null, to, reason: words, at: entry.recorded_at }]
}

function counts(rest: readonly Entry[]): CatchUp['rest'] {
  const by = new Map<string, number>()
  for (const entry of rest) {
    const what = entry.type === 'withheld' ? 'withheld from you' : groupOf(entry)
    by.set(what, (by.get(what) ?? 0) + 1)
  }
  return [...by].map(([what, count]) => ({ what, count })).sort((one, other) => other.count - one.count || one.what.localeCompare(other.what))
}

function groupOf(entry: ReadableEntry): string {
  return groups.find(([start]) => entry.kind.startsWith(start))?.[1] ?? 'others'
}
