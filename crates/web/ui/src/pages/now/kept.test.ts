// Nothing moves under a finger.
import { expect, it } from 'vitest'
import { keepPlaces, mayMove, STILL_MS } from './kept'

it('what is shown keeps its place when it is over, when the order changes and when more comes', () => {
  expect(keepPlaces(['b', 'a'], ['c', 'a', 'b'])).toEqual(['b', 'a', 'c'])
  expect(keepPlaces(['b', 'a'], [])).toEqual(['b', 'a'])
  const same = ['a']
  expect(keepPlaces(same, ['a'])).toBe(same)
})

it('new items wait while the page is touched, and no longer', () => {
  expect(mayMove(10_000, 9_000)).toBe(false)
  expect(mayMove(9_000 + STILL_MS, 9_000)).toBe(true)
})
