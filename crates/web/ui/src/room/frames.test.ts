// Frames that are none, or have not what is read of them: never shown, never the end of the page.
import { describe, expect, it } from 'vitest'
import { LONGEST_FRAME, parse } from './frames'
import { note, welcome } from './testing'

const read = (frame: unknown) => parse(JSON.stringify(frame))
const { changed: _, ...unchanged } = note(1) as Record<string, unknown>

describe('a frame', () => {
  it('is read as it is', () => {
    expect(read(note(1))).toEqual(note(1))
    expect(read(unchanged)).toEqual(unchanged)
    expect(read(note(1, { body: null }))).toMatchObject({ body: null })
    expect(read(welcome(3))).toEqual(welcome(3))
    expect(read({ type: 'withheld', seq: 2, organisation: 'o', marking: 'red', commitment: 'c' })).toMatchObject({ seq: 2 })
  })

  it('of a newer service is passed over', () => expect(read({ type: 'hologram' })).toBe('unknown'))

  it.each([
    ['no JSON', '{'], ['bytes', new Uint8Array(2)], ['too long', `"${'x'.repeat(LONGEST_FRAME)}"`], ['nothing', 'null'], ['a list', '[]'], ['without type', '{}'],
  ])('%s is none', (_, text) => expect(parse(text)).toBe('broken'))

  it.each([
    ['a number that is none', note(1, { seq: '1' })], ['a number below nothing', note(-1)], ['a body of text', note(1, { body: 'x' })], ['a list for a body', note(1, { body: [] })],
    ['no kind', note(1, { kind: undefined })], ['an actor that is none', note(1, { actor: 7 })], ['no time', note(1, { recorded_at: null })],
    ['changes that are none', note(1, { changed: {} })], ['nothing among the changes', note(1, { changed: [null] })], ['names that are none', note(1, { named: 'me' })],
    ['a welcome without state', { ...welcome(1), state: null }], ['a welcome for nobody', { ...welcome(1), you: undefined }], ['actions that are none', welcome(1, { actions: {} })],
    ['presence of nobody', { type: 'presence' }], ['a post without name', { type: 'posted', seq: 1 }], ['a refusal without problem', { type: 'refused', client_id: 'c', problem: null }],
    ['a head that is none', { type: 'beat', head: 1.5 }], ['somebody on call', { type: 'on-call', rotas: null }],
  ])('with %s is none', (_, frame) => expect(read(frame)).toBe('broken'))
})
