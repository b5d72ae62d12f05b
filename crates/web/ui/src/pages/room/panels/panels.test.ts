// What a room's panels make of a room: what is told, what is new since somebody was last here, in which order, and for whom.
import { describe, expect, it } from 'vitest'
import type { Action, CallOutPerson, Entry, Marked, Membership, Page, RoomSnapshot } from '../../../room/use-room'
import { catchUp } from './catch-up'
import { byOrganisation, calledInOrder, isLate, openActions, pagesInOrder, thereAt } from './in-order'
import { mayIn } from './may'
import { clocks, decisions, erasuresAsked, sitreps } from './told'

const at = (minute: number) => `2026-03-02T03:${String(minute).padStart(2, '0')}:00Z`

function entry(seq: number, kind: string, body: Record<string, unknown> | null, more: { actor?: string; marking?: string } = {}): Entry {
  return {
    type: 'entry', incident: 'i', seq, position: seq, kind, actor: 'person:other', organisation: 'o', marking: 'amber',
    recorded_at: at(seq), commitment: '', body, ...more,
  } as Entry
}
const withheld = (seq: number): Entry =>
  ({ type: 'withheld', seq, organisation: 'o', marking: 'red', recorded_at: at(seq), commitment: '' })
const struck = (seq: number): Marked => ({ seq, struck_by: 99, erased: false })
const action = (seq: number, owner: string, more: Partial<Action> = {}): Action =>
  ({ id: `a${seq}`, seq, text: 'Call', owner, due: null, done: false, ...more })
const none: ReadonlyMap<number, Marked> = new Map()

describe('what entries tell', () => {
  it('lists decisions that stand, the latest first, and none that was struck, erased or withheld', () => {
    const all = [
      entry(1, 'entry.decision', { decision: 'Isolate', reason: 'It spreads' }),
      entry(2, 'entry.decision', { decision: 'Wrong', reason: '' }),
      entry(3, 'entry.decision', null),
      withheld(4),
      entry(5, 'entry.decision', { decision: 'Restore', reason: 'Clean' }),
    ]
    expect(decisions(all, new Map([[2, struck(2)]])).map((it) => [it.seq, it.decision, it.by])).toEqual([[5, 'Restore', 'other'], [1, 'Isolate', 'other']])
  })

  it('follows a clock from its start to its end, and puts the nearest deadline that runs first', () => {
    const clock = (id: string, deadline: string) => ({ clock: { id, name: id, organisation: 'A trust', since: at(0), deadline, run: 'r' } })
    const all = [
      entry(1, 'clock.started', clock('late', at(50))), entry(2, 'clock.started', clock('soon', at(20))),
      entry(3, 'clock.started', clock('over', at(10))), entry(4, 'clock.stopped', { clock: 'over', reference: 'ICO-1' }),
      entry(5, 'clock.owned', { clock: 'soon', owner: 'me' }), entry(6, 'clock.stopped', { clock: 'unknown', reason: 'x' }),
    ]
    const found = clocks(all, none)
    expect(found.map((it) => it.id)).toEqual(['soon', 'late', 'over'])
    expect(found[0]?.owner).toBe('me')
    expect(found[2]?.stands).toEqual({ is: 'stopped', at: at(4), why: 'ICO-1' })
  })

  it('numbers situation reports as they were drafted, and says which were sent', () => {
    const all = [
      entry(1, 'sitrep.drafted', { sitrep: 's1', draft: { run: 'r', template: 'initial' } }),
      entry(2, 'sitrep.drafted', { sitrep: 's2', draft: { run: 'r', template: 'update' } }),
      entry(3, 'sitrep.sent', { run: 'r', sitrep: 's1', text: 'All is well' }),
    ]
    expect(sitreps(all, none).map((it) => [it.number, it.template, it.sent?.text])).toEqual([[2, 'update', undefined], [1, 'initial', 'All is well']])
  })

  it('keeps asking for an erasure until the text is gone', () => {
    const all = [entry(1, 'erasure.requested', { seq: 7, by: 'me', reason: 'names a patient' })]
    expect(erasuresAsked(all, none)).toEqual([{ seq: 7, by: 'me', reason: 'names a patient', asked: 1 }])
    expect(erasuresAsked(all, new Map([[7, { seq: 7, struck_by: null, erased: true }]]))).toEqual([])
  })
})

describe('catching up', () => {
  const asking = {
    marked: none, actions: [] as Action[], person: 'me', organisation: 'mine',
    organisationOf: (person: string) => (person === 'other' ? 'theirs' : 'mine'),
  }
  it('is nothing when there is only what one wrote oneself', () => {
    const entries = [entry(1, 'entry.note', { text: 'x' }), entry(2, 'entry.note', { text: 'y' }, { actor: 'person:me' })]
    expect(catchUp({ ...asking, entries, lastSeen: 1 })).toBeNull()
    expect(catchUp({ ...asking, entries, lastSeen: null })?.count).toBe(1)
  })

  it('tells decisions, changes and actions of one’s organisation, and counts the rest', () => {
    const entries = [
      entry(1, 'entry.decision', { decision: 'Old', reason: '' }), entry(2, 'entry.decision', { decision: 'New', reason: 'why' }),
      entry(3, 'incident.severity_changed', { from: 'S2', to: 'S1', reason: 'worse' }),
      entry(4, 'action.set', { text: 'Ours', owner: 'colleague' }), entry(5, 'action.set', { text: 'Theirs', owner: 'other' }),
      entry(6, 'entry.note', { text: 'n' }), entry(7, 'page.raised', {}), entry(8, 'page.acknowledged', {}), withheld(9), entry(10, 'something.new', {}),
    ]
    const found = catchUp({ ...asking, entries, lastSeen: 1, actions: [action(4, 'colleague'), action(5, 'other')] })
    expect(found).toMatchObject({ from: 2, count: 9 })
    expect(found?.decisions.map((it) => it.decision)).toEqual(['New'])
    expect(found?.changes).toEqual([{ seq: 3, what: 'severity', from: 'S2', to: 'S1', reason: 'worse', at: at(3) }])
    expect(found?.actions.map((it) => it.seq)).toEqual([4])
    expect(found?.rest).toEqual([
      { what: 'about pages', count: 2 }, { what: 'actions for others', count: 1 }, { what: 'notes', count: 1 }, { what: 'others', count: 1 },
      { what: 'withheld from you', count: 1 },
    ])
    // All that is new is in one of the four.
    const told = (found?.decisions.length ?? 0) + (found?.changes.length ?? 0) + (found?.actions.length ?? 0)
    expect(told + (found?.rest.reduce((sum, it) => sum + it.count, 0) ?? 0)).toBe(found?.count)
  })

  it('tells no action that was done since, and counts a decision that was struck', () => {
    const entries = [entry(2, 'action.set', { owner: 'colleague' }), entry(3, 'entry.decision', { decision: 'x', reason: '' })]
    const found = catchUp({ ...asking, entries, marked: new Map([[3, struck(3)]]), lastSeen: 1, actions: [action(2, 'colleague', { done: true })] })
    expect([found?.actions, found?.decisions, found?.rest]).toEqual([[], [], [{ what: 'decisions struck through', count: 1 }]])
  })
})

describe('in order', () => {
  it('puts what is late first, and what has no time last', () => {
    const all = [action(1, 'a'), action(2, 'a', { due: at(50) }), action(3, 'a', { due: at(10) }), action(4, 'a', { done: true, due: at(1) })]
    expect(openActions(all).map((it) => it.seq)).toEqual([3, 2, 1])
    const now = new Date(at(20)).getTime()
    expect(all.filter((it) => isLate(it, now)).map((it) => it.seq)).toEqual([3])
  })

  it('puts a page that nobody has before all others', () => {
    const page = (id: string, is: Page['status']['is'], minute: number) => ({ id, status: { is }, raised_at: at(minute) }) as Page
    expect(pagesInOrder([page('a', 'acknowledged', 9), page('b', 'active', 1), page('c', 'active', 5), page('d', 'exhausted', 8)]).map((it) => it.id)).toEqual(['c', 'b', 'd', 'a'])
  })

  it('puts whoever is there soonest first, whoever cannot last, and knows when they are there', () => {
    const called = (person: string, answer: CallOutPerson['answer']) => ({ person, answer, asked: 1, channel: 'sms', reach: 'asked' }) as CallOutPerson
    const yes = (minute: number, minutes: number) => ({ can: { is: 'yes' as const, minutes }, at: at(minute), how: 'sms' })
    const all = [called('no', { can: { is: 'no' }, at: at(1), how: 'sms' }), called('silent', null), called('far', yes(1, 60)), called('near', yes(5, 10))]
    expect(calledInOrder(all).map((it) => it.person)).toEqual(['near', 'far', 'silent', 'no'])
    expect(all.map(thereAt)).toEqual([null, null, '2026-03-02T04:01:00.000Z', '2026-03-02T03:15:00.000Z'])
  })

  it('groups members by organisation, the lead first', () => {
    const member = (role: Membership['role'], organisation: string): Membership => ({ role, organisation, from: at(0), until: null, break_glass: false })
    const members = new Map([['a', member('responder', 'x')], ['b', member('lead', 'x')], ['c', member('observer', 'y')]])
    const found = byOrganisation(members, [{ person: 'a', seen: 4, doing: 'writing' }])
    expect(found.map(([organisation, list]) => [organisation, list.map((it) => it.person)])).toEqual([['x', ['b', 'a']], ['y', ['c']]])
    expect(found[0]?.[1][1]?.present?.seen).toBe(4)
  })
})

describe('what is offered', () => {
  const room = (role: Membership['role'], may_post: boolean, status = 'open', lead = 'other') => ({
    you: { person: 'me', organisation: 'o', may_post }, incident: { lead, status },
    members: new Map([['me', { role, organisation: 'o', from: at(0), until: null, break_glass: false }]]),
  }) as unknown as RoomSnapshot
  it('lets the lead, the loggist and incident leads steer, and nobody who only reads', () => {
    expect(mayIn(room('responder', true), ['responder']).steer).toBe(false)
    expect(mayIn(room('responder', true, 'open', 'me'), []).steer).toBe(true)
    expect(mayIn(room('loggist', true), []).steer).toBe(true)
    expect(mayIn(room('responder', true), ['incident-lead']).steer).toBe(true)
    expect(mayIn(room('observer', false), ['incident-lead'])).toEqual({ post: false, steer: false, callOut: true, erase: false })
  })
  it('offers no call-out and no post in a closed incident', () => {
    expect(mayIn(room('lead', true, 'closed'), [])).toMatchObject({ post: false, callOut: false })
  })
})
