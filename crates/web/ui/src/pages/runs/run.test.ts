// What a run's page rests on: what waits is in an order that helps, steps stand where they belong, commands say what was typed,
// and nothing is shown while a hand is at work.
import { describe, expect, it } from 'vitest'
import { aheadSpec, buttonsOf, instant, missing, specOf, wholeSpecs } from './acts'
import { mayShow } from './steady'
import { changesBetween, stretchOf, waitingFor } from './stretches'
import { statusOf, type Run, type Step } from './words'

const step = (it: Partial<Step>): Step => ({
  instance: 1, frame: 0, slug: `s${it.instance ?? 1}`, title: `Step ${it.instance ?? 1}`, phase: 'Only', text: '', kind: 'task', status: 'ready', attempt: 1, owners: [], activated_at: '2026-11-22T03:00:00Z',
  overdue: false, marks: [], answers: [], outputs: [], evidence: [], votes: [], can: [], ...it,
})
const run = (it: Partial<Run>): Run => ({
  run: { id: 'r', incident: 'i', runbook: 'b', version: 'v', title: 'T', exercise: false, status: 'running', started_at: '2026-11-22T03:00:00Z', over: 0, waiting: 0, late: 0 },
  can: [], frames: [{ frame: 0, title: 'T', open: true, given_up: false, lane: false }], steps: [], ahead: [], records: [], ...it,
})

describe('what waits', () => {
  it('has one’s own first, then what is late, then what is due soonest', () => {
    const steps = [
      step({ instance: 1, due: '2026-11-22T05:00:00Z' }), step({ instance: 2, due: '2026-11-22T04:00:00Z', overdue: true }), step({ instance: 3 }), step({ instance: 4, claimed_by: 'me' }),
      step({ instance: 5, status: 'done' }), step({ instance: 6, owners: ['me'], claimed_by: 'other' }),
    ]
    expect(waitingFor(run({ steps }), 'me').map((it) => it.instance)).toEqual([4, 2, 1, 3, 6])
  })

  it('is said when it changes', () => {
    const [old, now] = [run({ steps: [step({ instance: 1 })] }), run({ steps: [step({ instance: 1, status: 'done' }), step({ instance: 2 })] })]
    expect(changesBetween(old, now)).toEqual(['“Step 1” is done', '“Step 2” is to be done'])
    expect(changesBetween(old, old)).toEqual([])
  })
})

describe('stretches', () => {
  it('lie under the step that opened them, with the attempts before', () => {
    const frames = [
      { frame: 0, title: 'T', open: true, given_up: false, lane: false },
      { frame: 1, owner: 1, title: 'A', open: true, given_up: false, lane: true }, { frame: 2, owner: 3, title: 'B', open: true, given_up: false, lane: true },
    ]
    const steps = [step({ instance: 1, slug: 'lanes', kind: 'parallel', status: 'cancelled' }), step({ instance: 2, frame: 1, slug: 'in' }), step({ instance: 3, slug: 'lanes', kind: 'parallel', attempt: 2, status: 'open' })]
    const main = stretchOf(run({ frames, steps, ahead: [{ frame: 2, slug: 'later', title: 'Later', kind: 'task' }] }))!
    expect(main.entries).toHaveLength(1)
    expect(main.entries[0]).toMatchObject({ step: { instance: 3 }, before: [{ instance: 1 }] })
    expect(main.entries[0]!.opened.map((it) => [it.frame.title, it.entries.length, it.ahead.length])).toEqual([['A', 1, 0], ['B', 0, 1]])
  })
})

describe('commands', () => {
  it('say what was typed, and nothing that was not', () => {
    const it_ = step({ instance: 7, can: ['complete'], outputs: [
      { name: 'at', label: 'When it was first seen', required: true, kind: 'an instant such as 2026-01-12T09:00:00Z', choices: [] },
      { name: 'kind', label: 'Kind', required: false, kind: 'one of wiper, not-known', choices: [{ answer: 'wiper', words: 'It destroys' }, { answer: 'not-known', words: 'Nobody knows yet' }] },
    ], evidence: [{ name: 'who called', label: 'who called', required: true, choices: [] }] })
    const spec = specOf('complete', it_, [])!
    expect(spec.fields.map((field) => [field.name, field.as])).toEqual([['output.at', 'when'], ['output.kind', 'choice'], ['evidence.who called', 'line'], ['occurred_at', 'when'], ['note', 'text']])
    expect(spec.fields.slice(0, 3).map((field) => field.label)).toEqual(['When it was first seen', 'Kind (optional)', 'Evidence: who called'])
    expect(spec.fields[1]?.options).toEqual([['', 'Choose'], ['wiper', 'It destroys'], ['not-known', 'Nobody knows yet']])
    expect(Object.keys(missing(spec.fields, {}))).toEqual(['output.at', 'evidence.who called'])
    expect(spec.command({ 'output.at': '2026-11-22T03:00', 'evidence.who called': ' Sam ', note: ' ' })).toEqual({
      do: 'complete', instance: 7, outputs: { at: new Date('2026-11-22T03:00').toISOString() }, evidence: [{ label: 'who called', value: 'Sam' }], occurred_at: null, note: null,
    })
  })

  it('offer what the service says can be done, and no more', () => {
    const mine = step({ claimed_by: 'me', can: ['claim', 'release', 'approve'], digest: 'd' })
    expect(buttonsOf(mine, 'me').map((it) => it.words)).toEqual(['Approve', 'I do not after all'])
    expect(buttonsOf(mine, 'other').map((it) => it.words)).toEqual(['Approve'])
    expect(buttonsOf(step({ can: [] }), 'me')).toEqual([])
    expect(specOf('claim', step({}), [])).toBeUndefined()
    expect(specOf('claim', mine, [])?.fields[0]?.required).toBe(true)
    expect(wholeSpecs(run({ can: ['pause', 'cancel-lane', 'cancel-run'] })).map((it) => it.word)).toEqual(['pause', 'cancel-run'])
  })

  it('ask before what is grave, and answer a decision that is skipped', () => {
    expect(specOf('reopen', step({}), [])?.grave).toBeTruthy()
    expect(specOf('skip', step({ answers: ['yes', 'no'] }), [{ answer: 'yes', words: 'It is' }])?.fields[1]?.options).toEqual([['', 'Choose'], ['yes', 'It is'], ['no', 'no']])
    expect(aheadSpec({ frame: 2, slug: 'later', title: 'Later', kind: 'task' }, ['log (if there is one)']).command({ 'evidence.log': 'x' })).toMatchObject({ do: 'complete-ahead', frame: 2, slug: 'later', evidence: [{ label: 'log', value: 'x' }] })
    expect(instant('')).toBeNull()
    expect(() => instant('?31|2|2026|0300'), 'what is not a time is not taken for now').toThrow(/does not exist/)
  })
})

describe('words', () => {
  it('tell what is skipped from what does not apply, and what is taken from what is to do', () => {
    const ended = { occurred_at: '', recorded_at: '', outputs: {}, evidence: [], skipped: 'not-applicable' }
    expect([statusOf(step({})).words, statusOf(step({ claimed_by: 'me' })).words, statusOf(step({ status: 'skipped', ended })).words, statusOf(step({ status: 'skipped' })).words]).toEqual(['To do', 'Being done', 'Not applicable', 'Skipped'])
  })
})

describe('a page that somebody is at work on', () => {
  it('does not move', () => {
    expect([mayShow(true, 0, 100_000), mayShow(false, 99_000, 100_000), mayShow(false, 90_000, 100_000)]).toEqual([false, false, true])
  })
})
