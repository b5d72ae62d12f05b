// From the composer's fields to a post and back, and drafts that stay.
import { afterEach, describe, expect, it } from 'vitest'
import { blank, Drafts, readDraft } from '../../room/drafts'
import { audience } from './audience'
import { partsOf, postOf } from './compose'

const now = Date.parse('2026-11-22T03:00:00Z')
const at = { me: 'me', now }

describe('a post', () => {
  it('needs its words, and a decision its reason', () => {
    expect(postOf('note', blank, at)).toMatchObject({ field: 'text' })
    expect(postOf('decision', { ...blank, text: 'Isolate' }, at)).toMatchObject({ field: 'reason' })
    expect(postOf('decision', { ...blank, text: 'Isolate', reason: 'why' }, at)).toEqual({ kind: 'entry.decision', body: { decision: 'Isolate', reason: 'why' }, options: {} })
  })
  it('gives an action to oneself unless said, and its time as an instant', () => {
    expect(postOf('action', { ...blank, text: 'Call', due: '2026-07-01T03:07' }, at)).toMatchObject({ body: { text: 'Call', owner: 'me', due: '2026-07-01T02:07:00.000Z' } })
  })
  it('names whom a RED entry is for', () => {
    expect(postOf('note', { ...blank, text: 'x', marking: 'red' }, at)).toMatchObject({ field: 'named' })
    expect(postOf('note', { ...blank, text: 'x', marking: 'red', named: ['p'] }, at)).toMatchObject({ options: { marking: 'red', named: ['p'] } })
  })
  it('needs a reason when it happened more than five minutes ago, and never lies ahead', () => {
    expect(postOf('note', { ...blank, text: 'x', happened: '2026-11-22T02:54' }, at)).toMatchObject({ field: 'lateReason' })
    expect(postOf('note', { ...blank, text: 'x', happened: '2026-11-22T02:56' }, at)).toMatchObject({ options: { occurredAt: '2026-11-22T02:56:00.000Z' } })
    expect(postOf('note', { ...blank, text: 'x', happened: '2026-11-22T04:00' }, at)).toMatchObject({ field: 'happened' })
  })
  it('that was refused stands in the fields again', () => {
    const draft = { ...blank, text: 'Isolate', reason: 'why', marking: 'green' as const }
    const made = postOf('decision', draft, at)
    if ('field' in made) throw new Error(made.words)
    expect(partsOf({ clientId: 'c', ...made, writtenAt: '', state: { is: 'refused', title: '', detail: '' } })).toEqual({ kind: 'decision', draft: { ...draft, instead: 'c' } })
  })
})

describe('a draft', () => {
  afterEach(() => localStorage.clear())
  it('is there after the page, for its person, incident and kind alone', () => {
    const drafts = new Drafts('p', 'i')
    drafts.keep('note', { ...blank, text: 'half a sen' })
    drafts.flush()
    expect(readDraft('p', 'i', 'note').text).toBe('half a sen')
    expect(readDraft('q', 'i', 'note').text).toBe('')
    expect(readDraft('p', 'j', 'note').text).toBe('')
    expect(readDraft('p', 'i', 'decision').text).toBe('')
  })
  it('goes when it is empty, and a broken one is none', () => {
    const drafts = new Drafts('p', 'i')
    drafts.keep('note', { ...blank, text: 'x' })
    drafts.keep('note', blank)
    drafts.flush()
    expect(localStorage.length).toBe(0)
    localStorage.setItem('ctac.draft.p.i.note', '{')
    expect(readDraft('p', 'i', 'note')).toEqual(blank)
  })
})

describe('who will see it', () => {
  const names = { person: (id: string) => id, organisation: () => 'Home' }
  const member = (organisation: string) => ({ role: 'responder' as const, organisation, from: '', until: null, break_glass: false })
  const room = (marking: 'green' | 'amber' | 'red') => ({
    incident: { marking } as never, members: new Map([['a', member('h')], ['b', member('h')], ['c', member('o')]]), you: { person: 'a', organisation: 'h', may_post: true },
  })
  it('is never more than may read the incident', () => {
    expect(audience(room('amber'), names, 'clear', [])).toBe('the 3 members of this incident')
    expect(audience(room('green'), names, 'clear', [])).toBe('everybody in the cell')
  })
  it('is one organisation, or those named', () => {
    expect(audience(room('amber'), names, 'amber-strict', [])).toBe('the 2 members from Home')
    expect(audience(room('amber'), names, 'red', ['b'])).toBe('only you and b')
  })
})
