// An edition and what is sent of it; where faults belong; what two editions say differently.
import { describe, expect, it } from 'vitest'
import { bodyOf, carried, differences, editionOf, elsewhere, faultAt, newRota } from './edition'
import type { Rota } from './data'

const rota = {
  id: 'r', name: 'Duty', duty: 'responder', retired: false, version: 4,
  rota: { time_zone: 'Europe/London', layers: [{ name: 'Nights', groups: [['a'], ['b', 'c']], start: '2026-01-05T20:00:00', turn: { unit: 'weekly', length: 1 }, first: 1, restrictions: [{ from: '20:00:00', to: '08:00:00' }] }] },
} as unknown as Rota

describe('an edition', () => {
  it('that nobody touched is sent as it stands', () => {
    expect(JSON.parse(JSON.stringify(bodyOf(editionOf(rota)).rota))).toEqual(rota.rota)
  })

  it('has seconds where a browser writes none, and no empty turns', () => {
    const edition = { ...newRota('2026-01-05T09:00'), name: ' New ' }
    edition.layers[0]!.groups = [['a'], []]
    const body = bodyOf(edition)
    expect([body.name, body.rota.layers[0]!.start, body.rota.layers[0]!.groups]).toEqual(['New', '2026-01-05T09:00:00', [['a']]])
  })

  it('drops handoff days where turns are not daily', () => {
    const edition = editionOf(rota)
    edition.layers = [{ ...edition.layers[0]!, turn: { unit: 'weekly', length: 1, handoff_days: ['monday'] } }]
    expect(bodyOf(edition).rota.layers[0]!.turn.handoff_days).toBeUndefined()
  })

  it('carries people up and down and stops at the ends', () => {
    expect(carried(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(carried(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect([carried(['a', 'b'], 0, -1), carried(['a', 'b'], 1, 2)]).toEqual([['a', 'b'], ['a', 'b']])
  })
})

describe('faults', () => {
  const faults = [{ field: 'rota.layers[0].turn.length', problem: 'at least 1' }, { field: 'rota.layers[10].name', problem: 'empty' }, { field: 'body', problem: 'odd' }]
  it('stand at their field, and at what it is a part of', () => {
    expect(faultAt(faults, 'rota.layers[0].turn')).toBe('at least 1')
    expect(faultAt(faults, 'rota.layers[1]')).toBeUndefined()
    expect(faultAt(faults, 'rota.layers[1')).toBeUndefined()
  })
  it('without a field are not lost', () => {
    expect(elsewhere(faults, ['rota.layers[0].turn', 'rota.layers[10]'])).toEqual([{ field: 'body', problem: 'odd' }])
  })
})

it('two editions beside each other: only what differs', () => {
  const mine = { ...editionOf(rota), name: 'Duty responder' }
  const theirs = { ...editionOf(rota), layers: [] }
  expect(differences(mine, theirs, (id) => id.toUpperCase())).toEqual([
    { what: 'Name', mine: 'Duty responder', theirs: 'Duty' },
    { what: 'Layer 1', mine: 'Nights: A, B with C · 1 × weekly · from 2026-01-05 20:00 · only every day 20:00 to 08:00', theirs: 'none' },
  ])
  expect(differences(mine, mine, (id) => id)).toEqual([])
})
