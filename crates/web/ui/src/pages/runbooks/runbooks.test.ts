// The library's words, a procedure's tree, and what changed between two versions.
import { describe, expect, it } from 'vitest'
import { groupsOf, wordsBetween, type Change } from './changes'
import { chosen, marksOf, type Summary } from './standing'
import { phasesOf, stepsOf, type Procedure, type Step } from './tree'

const summary = (it: Partial<Summary>): Summary => ({ id: 'p', slug: 'care', title: 'Care', tlp: 'GREEN', owner: 'Head', review_by: '2027-01-01', overdue: false, latest: 'v2', standing: 'approved', versions: 1, triggers: [], signed_off: [], ...it })

describe('the library', () => {
  const all = [summary({ slug: 'b', title: 'Ransomware', in_force: 'v1', standing: 'draft', signed_off: ['mine'] }), summary({ slug: 'a', title: 'Attack on a supplier', in_force: 'v1', triggers: ['one of these words: ransom'] }), summary({ slug: 'c', title: 'Old', standing: 'withdrawn', overdue: true })]

  it('says what is followed and what waits', () => {
    expect(marksOf(all[0]!, 'mine').map((mark) => mark.words)).toEqual(['Approved', 'Newer version: draft', 'Signed off'])
    expect(marksOf(all[1]!).map((mark) => mark.words)).toEqual(['Approved'])
    expect(marksOf(all[2]!).map((mark) => mark.words)).toEqual(['Withdrawn', 'Review due'])
  })

  it('is found by words and by standing, in the order of the titles', () => {
    const slugs = (search: string, filter: string) => chosen(all, search, filter, 'mine').map((it) => it.slug)
    expect([slugs('', ''), slugs('RANSOM', ''), slugs('ransom supplier', ''), slugs('', 'approved'), slugs('', 'draft'), slugs('', 'overdue'), slugs('', 'signed-off'), slugs('nothing', '')]).toEqual([['a', 'c', 'b'], ['a', 'b'], ['a'], ['a', 'b'], ['b'], ['c'], ['b'], []])
  })
})

describe('a procedure', () => {
  const step = (it: Partial<Step>): Step => ({ slug: 's', number: '1.1', title: 'S', kind: 'task', phase: 0, role: 'lead', asks: [], says: [], answers: [], records: [], evidence: [], branches: [], text: '', ...it })
  const procedure = {
    phases: [{ title: 'One', text: '' }, { title: 'Two', text: '' }],
    steps: [
      step({ slug: 'care', kind: 'decision', answers: [{ answer: 'yes', words: 'It is' }, { answer: 'no', words: 'It is not' }], branches: [{ title: 'When yes', text: '' }] }),
      step({ slug: 'down', under: { step: 'care', branch: 0 }, role: 'clinical' }), step({ slug: 'end', phase: 1, asks: ['clinical'] }),
    ],
  } as unknown as Procedure

  it('stands under the branches that lead to its steps, with the answers in words', () => {
    const [one, two] = phasesOf(procedure)
    expect(one!.steps.map((node) => node.step.slug)).toEqual(['care'])
    expect(one!.steps[0]!.branches[0]).toMatchObject({ title: 'When the answer is “It is”', steps: [{ step: { slug: 'down' } }] })
    expect(two!.steps.map((node) => node.step.slug)).toEqual(['end'])
  })

  it('has on a card what asks something of its role', () => {
    expect(stepsOf(procedure, 'clinical').map((it) => it.slug)).toEqual(['down', 'end'])
  })
})

describe('what changed', () => {
  it('is gathered by step, each with its word', () => {
    const changes: Change[] = [
      { change: 'front', key: 'review_by', from: '2026-01-01', to: '2027-01-01' }, { change: 'added', slug: 'board', title: 'Tell the board', at: 'Only, 2' },
      { change: 'changed', slug: 'open-log', title: 'Open the log', key: { key: 'text', from: 'Write.', to: 'Write down.' } }, { change: 'moved', slug: 'open-log', title: 'Open the log', from: 'Only', to: 'Only' },
      { change: 'removed', slug: 'gone', title: 'Gone', at: 'Only, 3', retired: false },
    ]
    expect(groupsOf(changes).map((group) => [group.word, group.title, group.rows.length])).toEqual([['Changed', 'The runbook as a whole', 1], ['Added', 'Tell the board', 1], ['Changed', 'Open the log', 2], ['Removed', 'Gone', 1]])
  })

  it('is told to the word, and whole where it is too long', () => {
    expect(wordsBetween('Write down who called.', 'Write down who called, and when.')).toEqual([{ words: 'Write down who ', is: 'same' }, { words: 'called.', is: 'gone' }, { words: 'called, and when.', is: 'new' }])
    expect(wordsBetween('a '.repeat(2_000), 'b')).toBeUndefined()
  })
})
