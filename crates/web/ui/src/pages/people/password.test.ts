// A drawn password is long, plain to read out, and leans to no letter.
import { expect, it } from 'vitest'
import { drawPassword } from './password'

it('is four groups of four, of letters nobody confuses', () => {
  expect(drawPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/)
  expect(drawPassword()).not.toBe(drawPassword())
})

it('takes no byte that would make a letter likelier', () => {
  let calls = 0
  const bytes = (into: Uint8Array<ArrayBuffer>) => into.fill(calls++ === 0 ? 255 : 0)
  expect(drawPassword(bytes)).toBe('aaaa-aaaa-aaaa-aaaa')
  expect(calls).toBe(2)
})
