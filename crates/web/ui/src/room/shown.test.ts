// Filters, orders, what counts as seen, and what is announced.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Announcer, EVERY, sentence } from './announce'
import { everything, Seen, shown, type Looking } from './shown'
import { HOME, ME, note } from './testing'
import type { Entry } from './types'
import { instantsOf, wallOf } from './zoned'

const entry = (seq: number, more: object = {}) => note(seq, more) as unknown as Entry
const stub = (seq: number): Entry => ({ type: 'withheld', seq, organisation: 'other', marking: 'amber-strict', recorded_at: '2026-11-22T03:00:00Z', commitment: 'ab' })
const looking = (more: Partial<Looking> = {}): Looking => ({
  filter: everything, order: 'learnt', person: ME, seen: 0, through: Number.POSITIVE_INFINITY, words: (it) => `words of ${it.seq}`, ...more,
})
const seqs = (entries: readonly Entry[]) => entries.map((it) => it.seq)
const all = [
  entry(1), entry(2, { kind: 'entry.decision', actor: 'person:x' }), stub(3), entry(4, { kind: 'page.raised', actor: 'system', organisation: null }),
  entry(5, { occurred_at: '2026-11-22T02:00:00Z', actor: 'person:x', named: [ME] }), entry(6, { kind: 'action.set', actor: 'person:x', body: { owner: ME } }),
]

describe('what is shown', () => {
  it('is everything, stubs too, unless filtered', () => expect(shown(all, looking())).toBe(all))
  it('is by group', () => expect(seqs(shown(all, looking({ filter: { ...everything, groups: ['decisions', 'paging'] } })))).toEqual([2, 4]))
  it('is by organisation, of stubs too', () => {
    expect(seqs(shown(all, looking({ filter: { ...everything, organisation: HOME } })))).toEqual([1, 2, 5, 6])
    expect(seqs(shown(all, looking({ filter: { ...everything, organisation: 'other' } })))).toEqual([3])
  })
  it('is what concerns the reader: theirs, for them, about them', () =>
    expect(seqs(shown(all, looking({ filter: { ...everything, mine: true } })))).toEqual([1, 5, 6]))
  it('is what was not seen', () => expect(seqs(shown(all, looking({ seen: 4, filter: { ...everything, unseen: true } })))).toEqual([5, 6]))
  it('is what holds every word', () => expect(seqs(shown(all, looking({ filter: { ...everything, search: ' OF  4' } })))).toEqual([4]))
  it('is as it happened', () => expect(seqs(shown(all, looking({ order: 'happened' })))).toEqual([5, 1, 2, 3, 4, 6]))
  it('is nothing new while paused', () => expect(seqs(shown(all, looking({ through: 3 })))).toEqual([1, 2, 3]))
  it('takes a moment for ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => entry(at + 1))
    expect(shown(many, looking({ order: 'happened', filter: { ...everything, search: '99' } })).length).toBeGreaterThan(100)
  })
})

describe('what counts as seen', () => {
  it('ends before the first entry that was not shown', () => {
    const seen = new Seen(3)
    expect(seen.show([4, 5, 9, 10])).toBe(5)
    expect(seen.show([8, 6])).toBe(6)
    expect(seen.show([7])).toBe(10)
  })
  it('is what the reader says it is', () => expect(new Seen(0).all(40)).toBe(40))
})

describe('what is announced', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  it('is one sentence in five seconds, of all that came', () => {
    const said: string[] = []
    const announcer = new Announcer((it) => said.push(it))
    announcer.add(['Note'])
    vi.advanceTimersByTime(0)
    announcer.add(['Note', 'Decision'])
    announcer.add(['Note'])
    vi.advanceTimersByTime(EVERY - 1)
    expect(said).toEqual(['New entry: Note.'])
    vi.advanceTimersByTime(1)
    expect(said[1]).toBe('3 new entries: 2 Note, 1 Decision.')
  })
  it('is nothing while paused', () => {
    const said: string[] = []
    const announcer = new Announcer((it) => said.push(it))
    announcer.paused = true
    announcer.add(['Note'])
    vi.advanceTimersByTime(2 * EVERY)
    expect(said).toEqual([])
  })
  it('names the most and counts the rest', () => expect(sentence(['a', 'a', 'b', 'b', 'c', 'c', 'd'])).toBe('7 new entries: 2 a, 2 b, 2 c, 1 others.'))
})

describe('a UK wall clock time', () => {
  it('is one instant, in winter and in summer', () => {
    expect(instantsOf('2026-11-22T03:07').map((at) => at.toISOString())).toEqual(['2026-11-22T03:07:00.000Z'])
    expect(instantsOf('2026-07-01T03:07').map((at) => at.toISOString())).toEqual(['2026-07-01T02:07:00.000Z'])
  })
  it('is two on the night the clocks go back, and none in the hour that is passed over', () => {
    expect(instantsOf('2026-10-25T01:30').map((at) => at.toISOString())).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
    expect(instantsOf('2026-03-29T01:30')).toEqual([])
    expect(instantsOf('')).toEqual([])
  })
  it('comes back as it went', () => expect(wallOf(new Date('2026-07-01T02:07:30Z'))).toBe('2026-07-01T03:07'))
})
