// What is said of the connection: never live when it is not, never lost over one call.
import { describe, expect, it } from 'vitest'
import { after, backOff, PATIENCE_MS, toldBy, type Connection } from './connection'

const online: Connection = { is: 'online' }

describe('the connection', () => {
  it('is lost only after calls have failed for a while, and says since when', () => {
    const first = after(online, { is: 'failed' }, 1_000)
    expect(first).toEqual({ is: 'reconnecting', since: 1_000 })
    expect(after(first, { is: 'failed' }, 2_000)).toBe(first)
    expect(after(first, { is: 'failed' }, 1_000 + PATIENCE_MS)).toEqual({ is: 'offline', since: 1_000, asOf: undefined })
    expect(after(first, { is: 'answered', stale: undefined }, 3_000)).toEqual(online)
  })

  it('is lost at once when the browser says so', () => {
    expect(after(online, { is: 'gone' }, 5)).toEqual({ is: 'offline', since: 5, asOf: undefined })
  })

  it('says the oldest of what is shown, until something live comes', () => {
    const one = after(online, { is: 'kept', asOf: '2026-11-21T03:07:00Z' }, 5)
    const two = after(one, { is: 'kept', asOf: '2026-11-20T03:07:00Z' }, 6)
    const three = after(two, { is: 'kept', asOf: '2026-11-21T09:00:00Z' }, 7)
    expect(three).toEqual({ is: 'offline', since: 5, asOf: '2026-11-20T03:07:00Z' })
    expect(after(three, { is: 'failed' }, 8)).toEqual(three)
    expect(after(three, { is: 'answered', stale: undefined }, 9)).toEqual(online)
  })

  it('is there again when a room is, whose line says nothing of the ledger', () => {
    expect(after({ is: 'offline', since: 5, asOf: undefined }, { is: 'joined' }, 9)).toEqual(online)
    const stale: Connection = { is: 'stale', asOf: '2026-11-21T03:07:00Z' }
    expect(after(stale, { is: 'joined' }, 9)).toBe(stale)
  })

  it('is stale when the service answers from memory', () => {
    const asOf = '2026-11-21T03:07:00Z'
    expect(toldBy(new Response('', { headers: { age: '70', 'x-ctac-as-of': asOf } }))).toEqual({ is: 'answered', stale: asOf })
    expect(after(online, { is: 'answered', stale: asOf }, 1)).toEqual({ is: 'stale', asOf })
    expect(toldBy(new Response('', { headers: { 'x-ctac-as-of': asOf } }))).toEqual({ is: 'answered', stale: undefined })
    expect(toldBy(new Response('', { headers: { 'x-ctac-kept': asOf } }))).toEqual({ is: 'kept', asOf })
    expect(toldBy(new Response('', { status: 502 }))).toEqual({ is: 'failed' })
    // A refusal is an answer.
    expect(toldBy(new Response('', { status: 403 }))).toEqual({ is: 'answered', stale: undefined })
  })

  it('asks again ever more seldom, never all at once', () => {
    expect(backOff(0, 1)).toBe(1_000)
    expect(backOff(3, 0)).toBe(4_000)
    expect(backOff(40, 1)).toBe(30_000)
  })
})
