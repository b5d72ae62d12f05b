// What somebody is writing, where the browser keeps it and where it does not.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { blank, Drafts, isDraftOf, readDraft } from './drafts'

beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

it('is kept by person, incident and kind, and read back', () => {
  const drafts = new Drafts('me', 'one')
  drafts.keep('note', { ...blank, text: 'half a thought' })
  drafts.keep('decision', { ...blank, reason: 'because' })
  drafts.flush()
  expect(readDraft('me', 'one', 'note').text).toBe('half a thought')
  expect(readDraft('me', 'one', 'decision').reason).toBe('because')
  for (const other of [readDraft('you', 'one', 'note'), readDraft('me', 'two', 'note'), readDraft('me', 'one', 'action')]) expect(other).toEqual(blank)
  drafts.keep('note', blank)
  drafts.flush()
  expect(Object.keys(localStorage).filter((name) => isDraftOf(name, 'me', 'one'))).toEqual(['ctac.draft.me.one.decision'])
})

it('that the browser refuses is said, and stops nothing', () => {
  const told: boolean[] = []
  const drafts = new Drafts('me', 'one', (kept) => told.push(kept))
  const refuses = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  vi.stubGlobal('localStorage', { getItem: refuses, setItem: refuses, removeItem: refuses })
  drafts.keep('note', { ...blank, text: 'x' })
  drafts.keep('action', { ...blank, text: 'y' })
  expect(() => drafts.flush()).not.toThrow()
  expect(told).toEqual([false])
  expect(readDraft('me', 'one', 'note')).toEqual(blank)
  vi.unstubAllGlobals()
  drafts.keep('note', { ...blank, text: 'xy' })
  drafts.flush()
  expect(told).toEqual([false, true])
  expect(readDraft('me', 'one', 'note').text).toBe('xy')
})

it('what was kept in another form is no reason to show nothing', () => {
  localStorage.setItem('ctac.draft.me.one.note', '"text"')
  expect(readDraft('me', 'one', 'note')).toMatchObject({ text: '' })
  localStorage.setItem('ctac.draft.me.one.note', '{"text":')
  expect(readDraft('me', 'one', 'note')).toEqual(blank)
})
