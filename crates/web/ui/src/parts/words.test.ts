// Delays are said as they are, and what is typed as minutes comes back the same.
import { describe, expect, it } from 'vitest'
import { afterOf, listed, minutesOf, secondsOfMinutes, spanOf } from './words'

describe('spans', () => {
  it('are exact, in their units', () => {
    expect([1, 60, 90, 3_600, 90_061].map(spanOf)).toEqual(['1 second', '1 minute', '1 minute 30 seconds', '1 hour', '1 day 1 hour 1 minute 1 second'])
    expect([afterOf(0), afterOf(120)]).toEqual(['at once', 'after 2 minutes'])
  })
  it('come back from a field of minutes as they went in', () => {
    for (const seconds of [0, 1, 59, 60, 90, 7_200, 86_400]) expect(secondsOfMinutes(minutesOf(seconds))).toBe(seconds)
    expect(secondsOfMinutes('1,5')).toBe(90)
  })
  it('are refused where they are no number, never guessed', () => {
    for (const typed of ['', 'two', '-1', '1e3', '1 2']) expect(secondsOfMinutes(typed)).toBeUndefined()
  })
})

it('lists read as sentences', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => listed(items))).toEqual(['', 'a', 'a and b', 'a, b and c'])
})
