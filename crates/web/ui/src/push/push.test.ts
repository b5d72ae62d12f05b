// The key that browsers subscribe with.
import { expect, it } from 'vitest'
import { bytesOf } from './push'

it('is read from base64url without padding', () => {
  expect([...bytesOf('BP-_')]).toEqual([4, 255, 191])
  expect([...bytesOf('-_8')]).toEqual([251, 255])
})
