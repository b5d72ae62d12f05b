// What the entries of a timeline tell that is no entity of the room: decisions, clocks, situation reports, erasures asked for.
// No framework; entries that are struck, erased or withheld tell nothing.
import { instantOf } from '../../../parts/instants'
import type { Entry, Marked, ReadableEntry } from '../../../room/use-room'

/** An entry's body, read with suspicion: its kinds are of a newer service as well. */
type Body = Record<string, unknown>

export type Marks = ReadonlyMap<number, Marked>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const optional = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const whole = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {})

/** Who did it, if a person did: an actor is `person:ID`. */
export function actorOf(entry: ReadableEntry): string | null {
  return entry.actor.startsWith('person:') ? entry.actor.slice('person:'.length) : null
}

/** The entries of these kinds that still stand and can be read. */
function standing(entries: readonly Entry[], marked: Marks, kinds: readonly string[]): { entry: ReadableEntry; body: Body }[] {
  const out: { entry: ReadableEntry; body: Body }[] = []
  for (const entry of entries) {
    if (entry.type !== 'entry' || entry.body === null || !kinds.includes(entry.kind)) continue
    if (marked.get(entry.seq)?.struck_by == null) out.push({ entry, body: entry.body })
  }
  return out
}

export interface Decision {
  seq: number
  by: string | null
  /** RFC 3339: when it was taken, if that was said; when it was written, if not. */
  at: string
  decision: string
  reason: string
  marking: string
}

/** Decisions, the latest first. */
export function decisions(entries: readonly Entry[], marked: Marks): Decision[] {
  const all = standing(entries, marked, ['entry.decision']).map(({ entry, body }) => ({
    seq: entry.seq, by: actorOf(entry), at: entry.occurred_at ?? entry.recorded_at, decision: text(body['decision']),
    reason: text(body['reason']), marking: entry.marking,
  }))
  return all.reverse()
}

export interface Clock {
  id: string
  /** The entry that started it. */
  seq: number
  name: string
  organisation: string
  since: string
  deadline: string
  owner: string | null
  run: string
  exercise: boolean
  stands: { is: 'running' } | { is: 'stopped'; at: string; why: string } | { is: 'voided'; at: string; why: string }
}

/** Clocks: those that run first, the nearest deadline first. */
export function clocks(entries: readonly Entry[], marked: Marks): Clock[] {
  const all = new Map<string, Clock>()
  for (const { entry, body } of standing(entries, marked, ['clock.started', 'clock.stopped', 'clock.voided', 'clock.owned'])) {
    if (entry.kind === 'clock.started') {
      const clock = started(entry.seq, whole(body['clock']))
      all.set(clock.id, clock)
      continue
    }
    const clock = all.get(text(body['clock']))
    if (!clock) continue
    const why = text(body['reference']) || text(body['reason'])
    if (entry.kind === 'clock.owned') clock.owner = optional(body['owner'])
    else clock.stands = { is: entry.kind === 'clock.stopped' ? 'stopped' : 'voided', at: entry.recorded_at, why }
  }
  const order = (it: Clock) => (it.stands.is === 'running' ? 0 : 1)
  return [...all.values()].sort((one, other) => order(one) - order(other) || one.deadline.localeCompare(other.deadline))
}

function started(seq: number, clock: Body): Clock {
  return {
    id: text(clock['id']), seq, name: text(clock['name']), organisation: text(clock['organisation']), since: text(clock['since']),
    deadline: text(clock['deadline']), owner: optional(clock['owner']), run: text(clock['run']), exercise: clock['exercise'] === true,
    stands: { is: 'running' },
  }
}

export interface Sitrep {
  id: string
  /** Which it is, from 1, in the order they were drafted. */
  number: number
  run: string
  template: string
  exercise: boolean
  drafted: { seq: number; at: string }
  /** What the service put together, one thing a line. */
  draft: string
  sent: { seq: number; at: string; by: string | null; text: string } | null
}

/** Situation reports that runs drafted, the latest first. */
export function sitreps(entries: readonly Entry[], marked: Marks): Sitrep[] {
  const all = new Map<string, Sitrep>()
  for (const { entry, body } of standing(entries, marked, ['sitrep.drafted', 'sitrep.sent'])) {
    const id = text(body['sitrep'])
    const known = all.get(id)
    if (entry.kind === 'sitrep.drafted') {
      const draft = whole(body['draft'])
      const drafted = { seq: entry.seq, at: entry.recorded_at }
      all.set(id, { id, number: all.size + 1, run: text(draft['run']), template: text(draft['template']), exercise: draft['exercise'] === true, drafted, draft: draftWords(draft), sent: null })
    } else if (known) {
      known.sent = { seq: entry.seq, at: entry.recorded_at, by: actorOf(entry), text: text(body['text']) }
    }
  }
  return [...all.values()].reverse()
}

const bodies = (value: unknown): Body[] => (Array.isArray(value) ? value.map(whole) : [])
const day = (value: unknown): string => (text(value) ? instantOf(new Date(text(value))) : '')

/** A draft in words, for whoever puts it into their own. */
export function draftWords(draft: Body): string {
  const actions = bodies(draft['actions']).map((it) => `${text(it['text'])}${it['due'] ? ` by ${day(it['due'])}` : ''}`)
  const clocks = bodies(draft['clocks']).map((it) => `${text(it['name'])}${it['organisation'] ? `, ${text(it['organisation'])}` : ''}: runs out ${day(it['deadline'])}`)
  const steps = Array.isArray(draft['steps']) ? draft['steps'].map(text) : []
  const more = Number(draft['more_actions']) || 0
  const lines = [
    draft['exercise'] === true ? 'EXERCISE EXERCISE EXERCISE' : '',
    `Severity ${text(draft['severity'])}. Status: ${text(draft['status']).replaceAll(/[-_]/g, ' ')}.`,
    actions.length > 0 ? `To be done: ${actions.join('; ')}${more > 0 ? `; and ${more} more` : ''}.` : '',
    ...clocks.map((it) => `Clock: ${it}.`),
    steps.length > 0 ? `Steps: ${steps.join('; ')}.` : '',
  ]
  return lines.filter(Boolean).join('\n')
}

export interface ErasureAsked {
  seq: number
  by: string
  reason: string
  /** The entry that asked. */
  asked: number
}

/** Erasures that a second person has not approved yet. */
export function erasuresAsked(entries: readonly Entry[], marked: Marks): ErasureAsked[] {
  const asked = standing(entries, marked, ['erasure.requested']).map(({ entry, body }) => ({
    seq: Number(body['seq']), by: text(body['by']), reason: text(body['reason']), asked: entry.seq,
  }))
  return asked.filter((it) => !marked.get(it.seq)?.erased)
}
