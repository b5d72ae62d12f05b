// A policy reads as it works.
import { expect, it } from 'vitest'
import { endOf, hoursOf, stepOf, type Names } from './say'

const names: Names = { person: (id) => id, rota: (id) => id, team: (id) => id }

it('a step says whom, on what condition, and how long it waits', () => {
  expect(stepOf({ targets: [{ kind: 'rota', rota: 'Duty' }], wait_s: 90 }, names)).toBe('Page whoever is on call in Duty, and wait 1 minute 30 seconds.')
  const step = {
    targets: [{ kind: 'role' as const, role: 'incident-lead' as const }, { kind: 'leads' as const }],
    wait_s: 300, severities: ['S1' as const], hours: { time_zone: 'Europe/London', windows: [{ days: ['friday' as const, 'monday' as const, 'tuesday' as const, 'wednesday' as const, 'thursday' as const], from: '09:00:00', to: '17:00:00' }], outside: true },
  }
  expect(stepOf(step, names)).toBe('For S1 pages only, outside Monday to Friday 09:00 to 17:00 (Europe/London): page all incident leads and the incident leads of the affected organisations, and wait 5 minutes.')
  expect(stepOf({ targets: [{ kind: 'person', person: 'A' }, { kind: 'person', person: 'B' }], wait_s: 60, in_turn: true }, names)).toContain('one of these in turn, the next with each page: A or B')
})

it('a night ends the day after, and a whole week is every day', () => {
  expect(hoursOf({ time_zone: 'Europe/London', windows: [{ from: '20:00:00', to: '08:00:00' }] })).toBe('every day 20:00 to 08:00 the day after (Europe/London)')
  expect(hoursOf({ time_zone: 'Europe/London', not_on_holidays: true, windows: [{ days: ['monday'], from: '09:00', to: '17:00' }] })).toBe('Monday 09:00 to 17:00, bank holidays apart (Europe/London)')
  expect(hoursOf({ time_zone: 'Europe/London', windows: [{ days: ['sunday', 'saturday'], from: '00:00', to: '12:00' }] })).toBe('Saturday and Sunday 00:00 to 12:00 (Europe/London)')
})

it('the end counts every round', () => {
  const steps = [{ targets: [], wait_s: 60 }, { targets: [], wait_s: 60 }]
  expect(endOf(steps, 0)).toBe('It is gone through once. After 2 minutes without an answer nobody is left to ask, and the cell’s administrators are paged.')
  expect(endOf(steps, 2)).toContain('2 times more. After 6 minutes')
})
