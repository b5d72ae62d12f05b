// Instants in words, the two hours of an autumn night that have one name above all.
import { describe, expect, it } from 'vitest'
import { instantOf, lengthOf, relativeTo, sameDay, timeOf } from './instants'

const at = (text: string) => new Date(text)

describe('instants in words', () => {
  it('tells the two 01:30 of the night the clocks go back apart', () => {
    expect(timeOf(at('2026-10-25T00:30:00Z'))).toBe('01:30 BST')
    expect(timeOf(at('2026-10-25T01:30:00Z'))).toBe('01:30 GMT')
  })

  it('is whole where it stands alone', () => {
    expect(instantOf(at('2026-11-22T03:07:00Z'))).toBe('Sun 22 November 2026, 03:07 GMT')
  })

  it('knows the day of the cell, not of Greenwich', () => {
    expect(sameDay(at('2026-07-01T23:30:00Z'), at('2026-07-02T08:00:00Z'))).toBe(true)
  })

  it('says lengths in two units at most', () => {
    expect([45_000, 300_000, 7_500_000, 7_200_000, 172_800_000, 187_200_000].map(lengthOf)).toEqual([
      '45 s', '5 min', '2 h 5 min', '2 h', '2 days', '2 days 4 h',
    ])
  })

  it('is relative both ways', () => {
    expect(relativeTo(new Date(0), 60_000)).toBe('1 min ago')
    expect(relativeTo(new Date(60_000), 0)).toBe('in 1 min')
    expect(relativeTo(new Date(2_000), 0)).toBe('now')
  })
})
