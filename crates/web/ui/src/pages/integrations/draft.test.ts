// What is read into the form and sent back unchanged is the same integration.
import { expect, it } from 'vitest'
import { as } from '../../api/objects'
import { bodyOf, draftOf, faultOf, recorded, type Integration } from './draft'

const whole = as<Integration>({
  id: 'i', name: 'Council logs', organisation: 'o', kind: 'json', active: true, version: 3,
  rules: [{ when: { severity_at_least: 'error', fields: { component: 'disk*' } }, then: { do: 'declare', policy: 'p', severity: 'S1', marking: 'amber-strict' } }],
  otherwise: { do: 'page', policy: 'p', severity: 'S3' },
  group: { by: ['source', 'details.site'], window_s: 900 },
  mapping: { summary: '{/a}', source: '{/b}', dedup_key: '', severity: '{/c}', severities: { red: 'critical' }, over: { of: '{/d}', is: ['OK', 'closed'] }, fields: { 'details.e': '{/e}' } },
})

it('an integration survives the form', () => {
  const { id: _id, version: _version, ...saved } = whole
  expect(bodyOf(draftOf(whole))).toEqual(saved)
  expect(bodyOf(draftOf(whole), true)).toEqual({ ...saved, new_key: true })
})

it('a rule that pages by no policy is told before it is sent', () => {
  const draft = draftOf(whole)
  expect(faultOf(draft)).toBeUndefined()
  expect(faultOf({ ...draft, otherwise: { ...recorded, do: 'page' } })).toContain('policy')
})
