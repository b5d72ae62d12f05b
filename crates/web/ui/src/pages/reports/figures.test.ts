// Figures that an auditor reads: counted as they say, in the cell's months, a month without pages among them.
import { describe, expect, it } from 'vitest'
import { axisEnd, monthName, monthOf, monthsOf, perPerson, placeOn, quantile, type Page } from './figures'

const page = (raised_at: string, after: number | undefined, people: string[] = []): Page => ({
  id: raised_at, severity: 'S1', raised_at, notifications: people.map((person) => ({ person })),
  status: after === undefined ? { is: 'exhausted' } : { is: 'acknowledged', at: new Date(Date.parse(raised_at) + after * 1_000).toISOString() },
})

describe('response times', () => {
  it('are the nearest rank of what happened', () => {
    expect(quantile([], 0.5)).toBeUndefined()
    expect(quantile([5], 0.9)).toBe(5)
    expect(quantile([10, 1, 4], 0.5)).toBe(4)
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9)
  })

  it('stand in the month of the United Kingdom, with the months between', () => {
    // Summer time: 23:30 UTC on 31 August is September here.
    const months = monthsOf([page('2026-08-31T23:30:00Z', 60), page('2026-11-02T10:00:00Z', 30), page('2026-11-03T10:00:00Z', undefined)])
    expect(months.map((it) => [it.month, it.pages, it.median])).toEqual([['2026-09', 1, 60], ['2026-10', 0, undefined], ['2026-11', 2, 30]])
    expect(months[2]).toMatchObject({ acknowledged: 1, exhausted: 1, open: 0 })
    expect([monthOf('2026-12-31T23:59:00Z'), monthName('2026-12')]).toEqual(['2026-12', 'December 2026'])
  })

  it('are nothing without pages', () => { expect(monthsOf([])).toEqual([]) })
})

describe('pages per person', () => {
  it('count a page once, however often it told them', () => {
    expect(perPerson([page('2026-11-01T00:00:00Z', 1, ['a', 'a', 'b']), page('2026-11-02T00:00:00Z', 1, ['b'])])).toEqual([{ person: 'b', pages: 2 }, { person: 'a', pages: 1 }])
  })
})

describe('the axes', () => {
  it('end at a number that reads well, and hold every place', () => {
    expect([axisEnd(0), axisEnd(61), axisEnd(100_000)]).toEqual([1, 120, 172_800])
    expect([placeOn(0, 10, 5), placeOn(0, 10, -1), placeOn(0, 10, 11), placeOn(5, 5, 5)]).toEqual([0.5, 0, 1, 0])
  })
})
