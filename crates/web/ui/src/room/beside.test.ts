// The panels are drawn anew when what they show changed, and not for what ticks.
import { expect, it } from 'vitest'
import { isSameBeside } from './beside'
import type { Room } from './types'

const room = { since: 1, asOf: 2, triesAt: null, head: 3, seenUpTo: 4, entries: [], presence: [], state: 'live' } as unknown as Room

it('is the same however the room ticks', () => {
  const ticked: Room = { ...room, since: 9, asOf: 9, triesAt: 9, head: 9, seenUpTo: 9 }
  expect(isSameBeside({ room }, { room: ticked })).toBe(true)
})

it('is another as soon as anything else changed', () => {
  expect(isSameBeside({ room }, { room: { ...room, presence: [] } })).toBe(false)
  expect(isSameBeside({ room }, { room: { ...room, state: 'offline' } })).toBe(false)
})
