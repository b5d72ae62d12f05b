// Why a sample pages nobody is told by the very condition that keeps it.
import { expect, it } from 'vitest'
import type { Signal } from '../../api/objects'
import { conditionOf, ruleOf, whyNot } from './say'

const signal: Signal = { summary: 's', source: 'db-1', severity: 'warning', fields: { component: 'disk' } }

it('a rule reads as it works', () => {
  expect(conditionOf({})).toBe('always')
  expect(ruleOf({ when: { severity_at_least: 'error', fields: { source: 'db-*' } }, then: { do: 'page', policy: 'p', severity: 'S2' } }, () => 'Cyber duty'))
    .toBe('Where its severity is at least error and source begins with “db-”: page by Cyber duty, as S2.')
  expect(ruleOf({ then: { do: 'record' } }, () => '')).toBe('Where anything comes: record it; nobody is woken.')
})

it('each condition that does not hold is named, and none that does', () => {
  expect(whyNot({ severity_at_least: 'warning', fields: { source: 'db-*', component: 'disk' } }, signal)).toEqual([])
  expect(whyNot({ severity_at_least: 'error', fields: { component: 'net', class: 'x' } }, signal)).toEqual([
    'its severity is warning, less than error', 'component is “disk”, and the rule wants one that is “net”', 'it has no class',
  ])
})

it('a signal without further fields has none, and is no failure', () => {
  expect(whyNot({ fields: { component: 'disk' } }, { summary: 's', source: 'db-1', severity: 'error' })).toEqual(['it has no component'])
})
