// What ends is shown as ended when it ends, not at the next step of a slow clock.
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { createElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { steppedAt, untilChanged, useNow } from './now'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T03:00:00Z') })
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
})
afterEach(() => vi.useRealTimers())

it('goes by whole steps, and by what ended since the last of them', () => {
  expect(steppedAt(59_000, 30_000, [])).toBe(30_000)
  expect(steppedAt(59_000, 30_000, [42_000, 58_000, 61_000, 3_000])).toBe(58_000)
  expect(steppedAt(60_500, 30_000, [58_000])).toBe(60_000)
})

it('a gap that ends between two steps is gone within a second of its end, and nothing is drawn for nothing', async () => {
  const end = Date.parse('2026-11-22T03:00:07Z')
  let drawn = 0
  const Gap = () => {
    drawn += 1
    return useNow(30, [end]) < end ? 'GAP' : 'covered'
  }
  const place = document.createElement('div')
  const root = createRoot(place)
  await act(async () => root.render(createElement(Gap)))
  await act(async () => { await vi.advanceTimersByTimeAsync(6_000) })
  expect(place.textContent).toBe('GAP')
  const before = drawn
  await act(async () => { await vi.advanceTimersByTimeAsync(2_000) })
  expect(place.textContent).toBe('covered')
  expect(drawn).toBe(before + 1)
  await act(async () => root.unmount())
})

it('who is on call is asked again as soon as a shift ends, and not all the time by a clock that is wrong', () => {
  const at = Date.parse('2026-11-22T03:00:00Z')
  expect(untilChanged(undefined, at, 60_000)).toBe(60_000)
  expect(untilChanged([{}, { until: null }, { until: '2026-11-22T09:00:00Z' }], at, 60_000)).toBe(60_000)
  expect(untilChanged([{ until: '2026-11-22T09:00:00Z' }, { until: '2026-11-22T03:00:12Z' }], at, 60_000)).toBe(13_000)
  // It ended here a moment ago: the service's clock is a little behind.
  expect(untilChanged([{ until: '2026-11-22T02:59:58Z' }], at, 60_000)).toBe(1_000)
  expect(untilChanged([{ until: '2026-11-22T02:00:00Z' }], at, 60_000)).toBe(60_000)
})
