// Days of 23 and 25 hours, shifts across them, gaps, and what is moved.
import { describe, expect, it } from 'vitest'
import { covered, daysFrom, moved, onDays, place, weeks, withGaps } from './days'
import { dateAt, dayStart, instantAt, isZone, mondayOf, monthAfter, offsetAt, plusDays, wallAt, weekdayOf } from './zone'

const LONDON = 'Europe/London'
const at = Date.parse
const HOUR = 3_600_000

describe('the wall clock of a zone', () => {
  it('is ahead of UTC by what it is on that day', () => {
    expect(offsetAt(LONDON, at('2026-03-29T00:59:59Z'))).toBe(0)
    expect(offsetAt(LONDON, at('2026-03-29T01:00:00Z'))).toBe(HOUR)
    expect(offsetAt('Australia/Lord_Howe', at('2026-07-01T00:00:00Z'))).toBe(10.5 * HOUR)
  })

  it('skips an hour on 29 March 2026: a time in it is the first moment after', () => {
    for (const skipped of ['2026-03-29T01:00', '2026-03-29T01:30', '2026-03-29T01:59']) {
      expect(instantAt(LONDON, skipped)).toBe(at('2026-03-29T01:00:00Z'))
    }
    expect(instantAt(LONDON, '2026-03-29T00:59')).toBe(at('2026-03-29T00:59:00Z'))
    expect(instantAt(LONDON, '2026-03-29T02:00')).toBe(at('2026-03-29T01:00:00Z'))
    expect(instantAt(LONDON, '2026-03-29T09:00')).toBe(at('2026-03-29T08:00:00Z'))
  })

  it('has an hour twice on 25 October 2026: the first as a start, the last as an end', () => {
    expect(instantAt(LONDON, '2026-10-25T01:30', 'start')).toBe(at('2026-10-25T00:30:00Z'))
    expect(instantAt(LONDON, '2026-10-25T01:30', 'end')).toBe(at('2026-10-25T01:30:00Z'))
    expect(instantAt(LONDON, '2026-10-25T00:59', 'end')).toBe(at('2026-10-24T23:59:00Z'))
    expect(instantAt(LONDON, '2026-10-25T02:00', 'start')).toBe(at('2026-10-25T02:00:00Z'))
    expect(wallAt(LONDON, at('2026-10-25T00:30:00Z'))).toBe(wallAt(LONDON, at('2026-10-25T01:30:00Z')))
  })

  it('begins a day at its first moment, also where there is no midnight', () => {
    // Cairo changes at midnight: 24 April 2026 begins at 01:00.
    expect(wallAt('Africa/Cairo', dayStart('Africa/Cairo', '2026-04-24'))).toBe('2026-04-24T01:00')
  })

  it('refuses what is no time, and knows zones', () => {
    expect(['', '2026-13-01T00:00', '09:00', '2026-03-29'].map((text) => instantAt(LONDON, text))).toEqual([undefined, undefined, undefined, undefined])
    expect([isZone(LONDON), isZone('Europe/Londinium')]).toEqual([true, false])
  })

  it('counts days and months on the calendar', () => {
    expect(plusDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(mondayOf('2026-03-29')).toBe('2026-03-23')
    expect(weekdayOf('2026-10-25')).toBe(6)
    expect([monthAfter('2026-01-31', 1), monthAfter('2026-01-15', -1)]).toEqual(['2026-02-01', '2025-12-01'])
    expect(dateAt(LONDON, at('2026-07-01T23:30:00Z'))).toBe('2026-07-02')
  })
})

describe('shifts on days', () => {
  it('are as long as the days are', () => {
    expect(daysFrom(LONDON, '2026-03-28', 3).map((day) => day.hours)).toEqual([24, 23, 24])
    expect(daysFrom(LONDON, '2026-10-24', 3).map((day) => day.hours)).toEqual([24, 25, 24])
    expect(daysFrom('Australia/Lord_Howe', '2026-04-05', 1)[0]?.hours).toBe(24.5)
  })

  it('stand at their real place: 09:00 of the short day is 8 of 23 hours in', () => {
    const [day] = daysFrom(LONDON, '2026-03-29', 1)
    const nine = { from: at('2026-03-29T08:00:00Z'), to: at('2026-03-30T08:00:00Z') }
    expect(place(nine, day!)).toEqual({ start: 8 / 23, width: 15 / 23 })
    const [long] = daysFrom(LONDON, '2026-10-25', 1)
    expect(place({ from: at('2026-10-25T09:00:00Z'), to: at('2026-10-26T09:00:00Z') }, long!).start).toBe(10 / 25)
    expect(place({ from: 0, to: 1 }, long!)).toEqual({ start: 0, width: 0 })
  })

  it('are cut at each midnight, and the whole is nothing more', () => {
    const days = daysFrom(LONDON, '2026-10-24', 3)
    const shift = { from: at('2026-10-24T08:00:00Z'), to: at('2026-10-26T09:00:00Z'), people: ['a'] }
    const parts = onDays([shift], days).map(({ parts: found }) => found.reduce((sum, it) => sum + it.to - it.from, 0) / HOUR)
    expect(parts).toEqual([15, 25, 9])
    expect(parts.reduce((a, b) => a + b)).toBe((shift.to - shift.from) / HOUR)
  })

  it('leave gaps where nobody is', () => {
    const shifts = [{ from: 10, to: 20, people: ['a'] }, { from: 30, to: 60, people: ['b'] }]
    expect(withGaps(shifts, { from: 0, to: 50 })).toEqual([
      { from: 0, to: 10, people: [] }, { from: 10, to: 20, people: ['a'] }, { from: 20, to: 30, people: [] }, { from: 30, to: 50, people: ['b'] },
    ])
    expect(withGaps([], { from: 0, to: 5 })).toEqual([{ from: 0, to: 5, people: [] }])
  })

  it('are moved and stretched in quarters of an hour, and keep a length', () => {
    const it = { from: 0, to: HOUR }
    expect(moved(it, { from: 1_000_000, to: 1_000_000 })).toEqual({ from: 900_000, to: HOUR + 900_000 })
    expect(moved(it, { from: 0, to: 2 * HOUR })).toEqual({ from: 0, to: 3 * HOUR })
    expect(moved(it, { from: 0, to: -5 * HOUR })).toEqual({ from: 0, to: 900_000 })
    expect(moved(it, { from: 5 * HOUR, to: 0 })).toEqual({ from: HOUR - 900_000, to: HOUR })
  })

  it('say how each day is covered', () => {
    const days = daysFrom(LONDON, '2026-03-28', 2)
    const gap = { from: at('2026-03-28T23:00:00Z'), to: at('2026-03-29T23:00:00Z') }
    expect(covered(days, [gap], []).map((it) => it.gap / HOUR)).toEqual([1, 23])
  })

  it('stand in weeks from Monday', () => {
    const rows = weeks('2026-10-01', ['1', '2', '3', '4', '5'], weekdayOf)
    expect(rows).toEqual([[undefined, undefined, undefined, '1', '2', '3', '4'], ['5', undefined, undefined, undefined, undefined, undefined, undefined]])
  })
})
