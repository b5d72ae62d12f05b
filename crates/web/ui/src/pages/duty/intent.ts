// What somebody is about to do to a rota, as a form holds it: turned into the acts that are previewed, and into the one call that does it.
import { api, type Schema } from '../../api/client'
import { iso, type Absence, type Kind, type Override, type Swap } from './data'
import { instantAt, wallAt } from './zone'

export type Intent = { from: number; to: number } & (
  | { do: 'override'; off?: string; on?: string; alone?: boolean }
  | { do: 'move'; override: Override }
  | { do: 'remove'; override: Override }
  | { do: 'swap'; person: string }
  | { do: 'accept'; swap: Swap }
  | { do: 'absence'; person: string }
  | { do: 'back'; absence: Absence }
)

/** What is typed. Times are on the rota's clock. */
export interface Typed {
  from: string
  to: string
  what: 'replace' | 'add' | 'only' | 'off'
  /** Who is on by an override. */
  on: string
  /** Who is off by it. */
  off: string
  person: string
  /** Who is asked to take a swap; empty: whoever will. */
  asked: string
  inReturn: boolean
  returnFrom: string
  returnTo: string
  reason: string
}

export function typedOf(zone: string, intent: Intent): Typed {
  const kind = intent.do === 'move' ? intent.override.kind : undefined
  const off = intent.do === 'override' ? intent.off : kind?.do === 'replace' || kind?.do === 'remove' ? kind.member : undefined
  const on = intent.do === 'override' ? intent.on
    : kind?.do === 'replace' ? kind.by : kind?.do === 'add' ? kind.member : kind?.do === 'temporary' ? kind.members[0] : undefined
  const what = kind ? ({ add: 'add', remove: 'off', replace: 'replace', temporary: 'only' } as const)[kind.do] : off ? 'replace' : 'add'
  const person = intent.do === 'swap' || intent.do === 'absence' ? intent.person : ''
  return {
    from: wallAt(zone, intent.from), to: wallAt(zone, intent.to), what, on: on ?? '', off: off ?? '', person,
    asked: '', inReturn: false, returnFrom: '', returnTo: '', reason: reasonOf(intent),
  }
}

/** Whoever takes something need not say why with one hand at night: it can be said better. */
function reasonOf(intent: Intent): string {
  if (intent.do === 'move') return intent.override.reason
  return intent.do === 'override' && intent.on ? 'I take this' : ''
}

/** The stretch that is typed. An end that was not touched is the second it was, also in the hour that comes twice. */
export function stretchTyped(zone: string, intent: Intent, typed: Typed): { from: number | undefined; to: number | undefined } {
  const kept = (text: string, was: number, edge: 'start' | 'end') => (text === wallAt(zone, was) ? Math.floor(was / 1_000) * 1_000 : instantAt(zone, text, edge))
  return { from: kept(typed.from, intent.from, 'start'), to: kept(typed.to, intent.to, 'end') }
}

function kindOf(intent: Intent, typed: Typed): Kind | undefined {
  const { what, on, off } = typed
  // An override of several people keeps them: only its time is moved here.
  if (intent.do === 'move' && intent.override.kind.do === 'temporary' && intent.override.kind.members.length !== 1) return intent.override.kind
  if (what === 'off') return off ? { do: 'remove', member: off } : undefined
  if (!on) return undefined
  if (what === 'add') return { do: 'add', member: on }
  if (what === 'only') return { do: 'temporary', members: [on] }
  return off && off !== on ? { do: 'replace', member: off, by: on } : undefined
}

type Act = Schema<'ExceptionAct'>

/** What is previewed; none while something is missing. */
export function actsOf(zone: string, intent: Intent, typed: Typed): Act[] | undefined {
  if (intent.do === 'remove') return [{ act: 'remove', override: intent.override.id }]
  if (intent.do === 'back') return [{ act: 'back', absence: intent.absence.id }]
  const { from, to } = stretchTyped(zone, intent, typed)
  if (from === undefined || to === undefined) return undefined
  const [start, end] = [iso(from), iso(to)]
  switch (intent.do) {
    case 'override':
    case 'move': {
      const kind = kindOf(intent, typed) as unknown as Record<string, never> | undefined
      if (!kind) return undefined
      return [intent.do === 'move' ? { act: 'move', override: intent.override.id, from: start, to: end, kind } : { act: 'override', from: start, to: end, kind }]
    }
    case 'absence': return typed.person ? [{ act: 'absence', person: typed.person, from: start, to: end }] : undefined
    case 'accept': return [{ act: 'accept', swap: intent.swap.id, part: partOf(intent, from, to) }]
    case 'swap': {
      const returned = returnOf(zone, typed)
      if (!typed.person || returned === null) return undefined
      return [{ act: 'swap', person: typed.person, from: start, to: end, to_person: typed.asked || null, in_return: returned }]
    }
  }
}

/** The part of an offer; null for the whole of it. */
function partOf(intent: Intent, from: number, to: number): { from: string; to: string } | null {
  return Math.abs(from - intent.from) < 1_000 && to === intent.to ? null : { from: iso(from), to: iso(to) }
}

/** What is asked for in return; undefined: nothing, null: it is not complete. */
function returnOf(zone: string, typed: Typed): { from: string; to: string } | undefined | null {
  if (!typed.inReturn || !typed.asked) return undefined
  const [from, to] = [instantAt(zone, typed.returnFrom, 'start'), instantAt(zone, typed.returnTo, 'end')]
  return from === undefined || to === undefined ? null : { from: iso(from), to: iso(to) }
}

/** Does what was previewed. */
export async function doAct(rota: string, act: Act, reason: string): Promise<void> {
  const id = { params: { path: { id: rota } } }
  switch (act.act) {
    case 'override':
      await api.POST('/api/v1/rotas/{id}/overrides', { ...id, body: { from: act.from, to: act.to, kind: act.kind, reason } })
      return
    case 'move':
      await api.POST('/api/v1/rotas/{id}/overrides/{override}/move', {
        params: { path: { id: rota, override: act.override } }, body: { from: act.from, to: act.to, kind: act.kind, reason },
      })
      return
    case 'remove':
      await api.DELETE('/api/v1/rotas/{id}/overrides/{override}', { params: { path: { id: rota, override: act.override }, query: { reason } } })
      return
    case 'absence':
      await api.POST('/api/v1/absences', { body: { person: act.person, from: act.from, to: act.to } })
      return
    case 'back':
      await api.DELETE('/api/v1/absences/{id}', { params: { path: { id: act.absence } } })
      return
    case 'accept':
      await api.POST('/api/v1/swaps/{id}/accept', { params: { path: { id: act.swap } }, body: { part: act.part } })
      return
    case 'swap':
      await api.POST('/api/v1/swaps', {
        body: { rota, person: act.person, from: act.from, to: act.to, to_person: act.to_person, in_return: act.in_return, reason: reason || null },
      })
  }
}

/** Whether the service wants to know why. */
export const needsReason = (intent: Intent): boolean => ['override', 'move', 'remove'].includes(intent.do)

export const titleOf: Record<Intent['do'], string> = {
  override: 'Change who is on call', move: 'Move or change an override', remove: 'Take an override away', swap: 'Offer a shift',
  accept: 'Take an offered shift', absence: 'Say that somebody is away', back: 'Take an absence away',
}

export const verbOf: Record<Intent['do'], string> = {
  override: 'Save the override', move: 'Save the override', remove: 'Take it away', swap: 'Offer it', accept: 'Take it', absence: 'Save the absence',
  back: 'Take it away',
}
