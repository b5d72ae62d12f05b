// What a post says of when it was written.
import { expect, it } from 'vitest'
import { asSent } from './outbox'
import type { WaitingPost } from './types'

const written = Date.parse('2026-11-22T03:00:00Z')
const post = (more: Partial<WaitingPost> = {}): WaitingPost => ({
  clientId: 'c', kind: 'entry.note', body: { text: 'x' }, options: {}, writtenAt: '2026-11-22T03:00:00Z', state: { is: 'waiting' }, ...more,
})

it('says nothing when it goes at once', () => {
  expect(asSent(post(), written + 1_000)).toEqual({ client_id: 'c', kind: 'entry.note', body: { text: 'x' } })
})
it('says when it was written, and after five minutes why it is late', () => {
  expect(asSent(post(), written + 120_000)).toMatchObject({ occurred_at: '2026-11-22T03:00:00Z' })
  expect(asSent(post(), written + 120_000).late_reason).toBeUndefined()
  expect(asSent(post(), written + 301_000)).toMatchObject({ occurred_at: '2026-11-22T03:00:00Z', late_reason: 'written offline' })
})
it('keeps the time and the reason that the writer gave', () => {
  const options = { occurredAt: '2026-11-22T02:00:00Z', lateReason: 'on the ward' }
  expect(asSent(post({ options }), written + 600_000)).toMatchObject({ occurred_at: '2026-11-22T02:00:00Z', late_reason: 'on the ward' })
})
it('gives a reason where only the wait made it late', () => {
  expect(asSent(post({ options: { occurredAt: '2026-11-22T02:59:00Z' } }), written + 600_000).late_reason).toBe('written offline')
})
it('never says another time for what can have none', () => {
  expect(asSent(post({ kind: 'entry.corrected', body: { seq: 1 } }), written + 600_000)).toEqual({ client_id: 'c', kind: 'entry.corrected', body: { seq: 1 } })
})
