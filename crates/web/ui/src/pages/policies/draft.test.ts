// What is read into the form and sent back unchanged is the same policy.
import { expect, it } from 'vitest'
import type { Step, Target } from '../../api/objects'
import { draftOf, faultOf, moved, stepOf, targetOf, valueOf } from './draft'

it('a step survives the form', () => {
  const steps: Step[] = [
    { targets: [{ kind: 'rota', rota: 'r' }], wait_s: 90 },
    { targets: [{ kind: 'leads' }], wait_s: 60, severities: ['S1'], in_turn: true, hours: { time_zone: 'Europe/London', outside: true, not_on_holidays: true, windows: [{ days: ['monday'], from: '20:00:00', to: '08:00:00' }, { from: '00:00:00', to: '01:00:00' }] } },
  ]
  for (const step of steps) expect(stepOf(draftOf(step))).toEqual(step)
})

it('a wait that is no number is told, not sent as something else', () => {
  expect(faultOf({ ...draftOf({ targets: [], wait_s: 60 }), minutes: 'five' })).toContain('number of minutes')
})

it('targets are values of a choice and back', () => {
  const targets: Target[] = [{ kind: 'person', person: 'p' }, { kind: 'rota', rota: 'r' }, { kind: 'deputy', rota: 'r' }, { kind: 'team', team: 't' }, { kind: 'role', role: 'loggist' }, { kind: 'leads' }]
  for (const target of targets) expect(targetOf(valueOf(target))).toEqual(target)
  expect(targetOf('')).toBeUndefined()
})

it('nothing moves beyond the ends', () => {
  expect([moved([1, 2], 0, -1), moved([1, 2], 0, 1), moved([1, 2], 1, 1)]).toEqual([[1, 2], [2, 1], [1, 2]])
})
