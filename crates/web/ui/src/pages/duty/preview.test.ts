// Who gains and loses, which gaps are new, and when two previews say the same.
import { describe, expect, it } from 'vitest'
import { balance, same, without } from './preview'

describe('a preview', () => {
  it('says who gains and who loses; whoever is on before and after does neither', () => {
    const changes = [
      { from: 0, to: 10, was: ['a', 'c'], is: ['b', 'c'] },
      { from: 10, to: 15, was: ['a'], is: [] },
      { from: 20, to: 24, was: [], is: ['b'] },
    ]
    expect(balance(changes)).toEqual([{ person: 'b', ms: 14 }, { person: 'a', ms: -15 }])
  })

  it('counts what is given and taken back as nothing', () => {
    expect(balance([{ from: 0, to: 5, was: ['a'], is: ['b'] }, { from: 10, to: 15, was: ['b'], is: ['a'] }])).toEqual([])
  })

  it('tells new gaps from those that stood', () => {
    const before = [{ from: 5, to: 10 }, { from: 20, to: 30 }]
    expect(without([{ from: 0, to: 12 }, { from: 22, to: 28 }, { from: 40, to: 41 }], before)).toEqual([
      { from: 0, to: 5 }, { from: 10, to: 12 }, { from: 40, to: 41 },
    ])
    expect(without(before, [])).toEqual(before)
  })

  it('is the same a moment later, and not once somebody else acted', () => {
    const at = (from: string, is: string) => ({ from, changes: [{ from, to: '2026-01-02T00:00:00Z', was: ['a'], is: [is] }] })
    expect(same(at('2026-01-01T00:00:00Z', 'b'), at('2026-01-01T00:00:05Z', 'b'))).toBe(true)
    expect(same(at('2026-01-01T00:00:00Z', 'b'), at('2026-01-01T00:00:00Z', 'c'))).toBe(false)
  })
})
