// Every kind of entry that the ledger holds has words, read from the snapshots that pin the stored JSON; one that does not exist
// yet is still shown.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasWords, wordsOf, type Around } from './words'

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../../../..', path), 'utf8')
const stored = read('domain/src/event/snapshots/ctac_domain__event__tests__stored.snap')
  .split('\n').flatMap((line): [kind: string, body: string][] => {
    const at = line.indexOf(' {')
    return /^[a-z_]+\.[a-z_]+ \{/.test(line) ? [[line.slice(0, at), line.slice(at + 1)]] : []
  })
const facts = [...read('runbook/src/run/fact.rs').matchAll(/=> "(run\.[a-z_]+)"/g)].map(([, kind]) => kind ?? '')
/** Kinds that stand on no incident's timeline: they have streams of their own. */
const elsewhere = /^(ledger|organisation|person|rota|coverage|swap|absence|team|feed|policy|integration|session|token|test|threshold|provider|monitor|suppression|runbook|change)\.|^contact\.(?!limited)|^alert\.(?!linked)/

const around: Around = {
  person: (id) => `P${id.slice(-2)}`, whose: (id) => `P${id.slice(-2)} (Org)`, organisation: () => 'Org', time: (at) => `at ${at}`,
  action: () => ({ text: 'Call the supplier', seq: 4 }), message: () => ({ person: '02', channel: 'sms' }), run: () => 'Ransomware',
  step: (_, instance) => `Title ${instance}`, clock: () => '72 hours',
}

describe('words', () => {
  it('are read from snapshots that are there', () => {
    expect(stored.length).toBeGreaterThan(100)
    expect(facts.length).toBeGreaterThan(40)
  })
  it('are there for every kind of a timeline', () => {
    const kinds = new Set([...stored.map(([kind]) => kind), ...facts].filter((kind) => !elsewhere.test(kind)))
    expect([...kinds].filter((kind) => !hasWords(kind))).toEqual([])
  })
  it.each(stored)('%s says something whole', (kind, body) => {
    const said = wordsOf(kind, JSON.parse(body) as Record<string, unknown>, around)
    const all = [said.label, ...said.lines.map((line) => line.text)].join(' ')
    expect(said.label).not.toBe('')
    expect(all).not.toMatch(/undefined|\[object|NaN/)
  })
  it('say what the pages without script say', () => {
    const note = wordsOf('page.acknowledged', { page: 'p', by: '02', how: 'dtmf' }, around)
    expect(note).toMatchObject({ label: 'Page acknowledged', lines: [{ text: 'P02 (Org), in a call' }] })
    const paused = wordsOf('run.paused', { run: 'r', fact: { event: { kind: 'paused', reason: 'tea' } } }, around)
    expect(paused.lines.map((line) => line.text)).toEqual(['Ransomware', 'tea'])
    const asked = wordsOf('run.requested', { run: 'r', fact: { event: { kind: 'requested', effect: { act: [3, 1] }, request: { what: { do: 'severity', severity: 'S1' } } } } }, around)
    expect(asked.lines.map((line) => line.text)).toEqual(['Title 3', 'Severity S1'])
  })
  it('of a kind that is not known are its name and what it holds', () => {
    expect(wordsOf('tide.turned', { text: 'at four' }, around)).toEqual({ label: 'Tide: turned', lines: [{ label: 'Text', text: 'at four' }] })
  })
  it('of an erased entry are its label alone', () => {
    expect(wordsOf('entry.note', null, around)).toEqual({ label: 'Note', lines: [] })
    expect(wordsOf('page.step_started', null, around).lines).toEqual([])
  })
})
