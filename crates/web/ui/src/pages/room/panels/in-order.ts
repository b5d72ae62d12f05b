// In which order a room's lists are shown: what needs somebody first. No framework.
import type { Action, CallOut, CallOutPerson, Membership, Page, Present } from '../../../room/use-room'

const never = '9999'

/** Actions that are not done, those that are late first, then by what is due next; at the end those without a time, oldest first. */
export function openActions(actions: readonly Action[]): Action[] {
  return actions.filter((it) => !it.done).sort((one, other) => (one.due ?? never).localeCompare(other.due ?? never) || one.seq - other.seq)
}

/** Actions that are done, the latest first. */
export function doneActions(actions: readonly Action[]): Action[] {
  return actions.filter((it) => it.done).sort((one, other) => other.seq - one.seq)
}

export const isLate = (action: Action, now: number): boolean =>
  !action.done && action.due !== null && new Date(action.due).getTime() < now

/** Pages: those that nobody has first, the latest first. */
export function pagesInOrder(pages: readonly Page[]): Page[] {
  const order = { active: 0, exhausted: 1, acknowledged: 2, cancelled: 3 }
  return [...pages].sort((one, other) => order[one.status.is] - order[other.status.is] || other.raised_at.localeCompare(one.raised_at))
}

/** Call-outs: those that run first, the latest first. */
export function callOutsInOrder(all: readonly CallOut[]): CallOut[] {
  const order = (it: CallOut) => (it.status.is === 'running' ? 0 : 1)
  return [...all].sort((one, other) => order(one) - order(other) || other.raised_at.localeCompare(one.raised_at))
}

/** Who was asked: those who come, the soonest first; those who did not answer; those who cannot. */
export function calledInOrder(people: readonly CallOutPerson[]): CallOutPerson[] {
  const order = (it: CallOutPerson) => (it.answer === null ? 1 : it.answer.can.is === 'yes' ? 0 : 2)
  const there = (it: CallOutPerson) => (it.answer?.can.is === 'yes' ? new Date(it.answer.at).getTime() + (it.answer.can.minutes ?? 0) * 60_000 : 0)
  return [...people].sort((one, other) => order(one) - order(other) || there(one) - there(other))
}

/** RFC 3339: when somebody who said yes is there; null for all others. */
export function thereAt(it: CallOutPerson): string | null {
  if (it.answer?.can.is !== 'yes') return null
  return new Date(new Date(it.answer.at).getTime() + (it.answer.can.minutes ?? 0) * 60_000).toISOString()
}

export interface Member extends Membership {
  person: string
  /** What they do here now, if the room is open for them. */
  present: Present | undefined
}

/** Members by organisation, the lead first in theirs; organisations with most people here first. */
export function byOrganisation(members: ReadonlyMap<string, Membership>, presence: readonly Present[]): [organisation: string, members: Member[]][] {
  const all = new Map<string, Member[]>()
  for (const [person, membership] of members) {
    const member = { ...membership, person, present: presence.find((it) => it.person === person) }
    all.set(membership.organisation, [...(all.get(membership.organisation) ?? []), member])
  }
  const roles = ['lead', 'loggist', 'communications', 'responder', 'observer']
  for (const list of all.values()) {
    list.sort((one, other) => roles.indexOf(one.role) - roles.indexOf(other.role) || Number(!one.present) - Number(!other.present) || one.person.localeCompare(other.person))
  }
  return [...all].sort(([a, one], [b, other]) => other.length - one.length || a.localeCompare(b))
}
