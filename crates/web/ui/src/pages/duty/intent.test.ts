// What a form means: the acts that are previewed and done, and the very instants of a night that has an hour twice.
import { describe, expect, it } from 'vitest'
import type { Override } from './data'
import { actsOf, typedOf, type Intent } from './intent'

const LONDON = 'Europe/London'
const at = Date.parse
const over: Intent = { do: 'override', from: at('2026-10-25T01:30:00Z'), to: at('2026-10-25T09:00:00Z'), off: 'a', on: 'b' }

describe('an act', () => {
  it('keeps the second 01:30 of 25 October where nobody touched it, and means the first where it is typed as a start', () => {
    const typed = typedOf(LONDON, over)
    expect(actsOf(LONDON, over, typed)).toEqual([{ act: 'override', from: '2026-10-25T01:30:00Z', to: '2026-10-25T09:00:00Z', kind: { do: 'replace', member: 'a', by: 'b' } }])
    const began = { ...over, from: at('2026-10-24T12:00:00Z') }
    expect(actsOf(LONDON, began, { ...typedOf(LONDON, began), from: '2026-10-25T01:30' })?.[0]).toMatchObject({ from: '2026-10-25T00:30:00Z' })
  })

  it('is not asked about while something is missing', () => {
    expect(actsOf(LONDON, over, { ...typedOf(LONDON, over), on: '' })).toBeUndefined()
    expect(actsOf(LONDON, over, { ...typedOf(LONDON, over), on: 'a' })).toBeUndefined()
    expect(actsOf(LONDON, over, { ...typedOf(LONDON, over), to: '' })).toBeUndefined()
    const swap: Intent = { do: 'swap', person: 'a', from: over.from, to: over.to }
    expect(actsOf(LONDON, swap, { ...typedOf(LONDON, swap), asked: 'b', inReturn: true })).toBeUndefined()
  })

  it('on an override of several people moves it and leaves them', () => {
    const kind = { do: 'temporary', members: [] } as const
    const move: Intent = { do: 'move', override: { id: 'o', kind, reason: 'r' } as unknown as Override, from: over.from, to: over.to }
    expect(actsOf(LONDON, move, typedOf(LONDON, move))?.[0]).toMatchObject({ act: 'move', override: 'o', kind })
  })

  it('takes the whole of an offer, or the part that is typed', () => {
    const accept: Intent = { do: 'accept', swap: { id: 's' } as never, from: at('2026-03-29T00:00:00Z'), to: at('2026-03-29T08:00:00Z') }
    const typed = typedOf(LONDON, accept)
    expect(actsOf(LONDON, accept, typed)).toEqual([{ act: 'accept', swap: 's', part: null }])
    // 02:00 is the first moment after the hour that is skipped.
    expect(actsOf(LONDON, accept, { ...typed, to: '2026-03-29T01:30' })).toEqual([{ act: 'accept', swap: 's', part: { from: '2026-03-29T00:00:00Z', to: '2026-03-29T01:00:00Z' } }])
  })
})
