// The final line of a timeline: gaps, what is past, one's own, and which override made a shift.
import { expect, it } from 'vitest'
import { finalLine, type Found, type Told } from './lines'

const told: Told = { zone: 'Europe/London', name: (id) => id.toUpperCase(), me: 'b', now: Date.parse('2026-10-25T03:00:00Z') }
const window = { from: Date.parse('2026-10-24T23:00:00Z'), to: Date.parse('2026-10-26T00:00:00Z') }
const found = (overrides: unknown[] = []): Found => ({
  shifts: [{ from: '2026-10-25T06:00:00Z', to: '2026-10-25T12:00:00Z', people: ['a'] }, { from: '2026-10-25T12:00:00Z', to: '2026-10-26T09:00:00Z', people: ['b'] }],
  layers: [], absences: [], overrides: overrides as Found['overrides'],
})

it('tells a gap that can still be filled from what is past, and one’s own from others’', () => {
  const { bars } = finalLine(found(), window, told)
  expect(bars.map((bar) => [bar.looks, bar.words])).toEqual([['nobody', 'Nobody'], ['gap', 'GAP: nobody'], ['shift', 'A'], ['mine', 'B']])
  expect(bars[0]!.says).toBe('Nobody, Sun 25 Oct, 00:00 BST to 03:00 GMT, 4 h')
})

it('marks a shift by the override that put somebody on it, and by no other', () => {
  const override = { id: 'o', from: '2026-10-25T06:00:00Z', to: '2026-10-25T18:00:00Z', reason: '', kind: { do: 'replace', member: 'c', by: 'a' } }
  expect(finalLine(found([override]), window, told).bars.map((bar) => bar.words)).toEqual(['Nobody', 'GAP: nobody', 'A (override)', 'B'])
})
