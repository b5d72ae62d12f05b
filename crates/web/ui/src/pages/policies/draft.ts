// A policy while it is edited: every field as it was typed, so that nothing is lost on a refusal. Pure.
import type { Day, Severity, Step, Target } from '../../api/objects'
import { minutesOf, secondsOfMinutes } from '../../parts/words'

export interface StepDraft {
  key: number
  targets: Target[]
  minutes: string
  /** All four: of every severity. */
  severities: Severity[]
  in_turn: boolean
  hours?: HoursDraft
}

export interface HoursDraft {
  time_zone: string
  outside: boolean
  not_on_holidays: boolean
  windows: { key: number; days: Day[]; from: string; to: string }[]
}

export const everySeverity: Severity[] = ['S1', 'S2', 'S3', 'S4']

let keys = 0
export const key = () => ++keys

export function draftOf(step: Step): StepDraft {
  const { hours } = step
  return {
    key: key(),
    targets: step.targets,
    minutes: minutesOf(step.wait_s),
    severities: step.severities?.length ? step.severities : everySeverity,
    in_turn: step.in_turn ?? false,
    ...(hours && { hours: { time_zone: hours.time_zone, outside: hours.outside ?? false, not_on_holidays: hours.not_on_holidays ?? false, windows: hours.windows.map((it) => ({ key: key(), days: it.days ?? [], from: it.from.slice(0, 5), to: it.to.slice(0, 5) })) } }),
  }
}

export const emptyStep = (): StepDraft => ({ key: key(), targets: [], minutes: '5', severities: everySeverity, in_turn: false })
export const workingHours = (): HoursDraft => ({ time_zone: 'Europe/London', outside: false, not_on_holidays: true, windows: [{ key: key(), days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '17:00' }] })

/** What is wrong with a step that the service could not even be asked about. */
export const faultOf = (draft: StepDraft): string | undefined => (secondsOfMinutes(draft.minutes) === undefined ? 'Type a number of minutes, such as 5 or 1.5' : undefined)

/** The step as it is sent; what was left at its default is left out. */
export function stepOf(draft: StepDraft): Step {
  const { hours } = draft
  return {
    targets: draft.targets,
    wait_s: secondsOfMinutes(draft.minutes) ?? 0,
    ...(draft.severities.length < 4 && { severities: draft.severities }),
    ...(draft.in_turn && { in_turn: true }),
    ...(hours && { hours: { time_zone: hours.time_zone, ...(hours.outside && { outside: true }), ...(hours.not_on_holidays && { not_on_holidays: true }), windows: hours.windows.map((it) => ({ ...(it.days.length > 0 && it.days.length < 7 && { days: it.days }), from: `${it.from}:00`, to: `${it.to}:00` })) } }),
  }
}

/** A target as a choice's value, and back. */
export const valueOf = (target: Target): string => {
  switch (target.kind) {
    case 'person': return `person/${target.person}`
    case 'rota': case 'deputy': return `${target.kind}/${target.rota}`
    case 'team': return `team/${target.team}`
    case 'role': return `role/${target.role}`
    case 'leads': return 'leads'
  }
}

export function targetOf(value: string): Target | undefined {
  const [kind, of] = value.split('/')
  if (kind === 'leads') return { kind }
  if (!of) return undefined
  switch (kind) {
    case 'person': return { kind, person: of }
    case 'rota': case 'deputy': return { kind, rota: of }
    case 'team': return { kind, team: of }
    case 'role': return { kind, role: of as Extract<Target, { kind: 'role' }>['role'] }
    default: return undefined
  }
}

/** One of a list moved by a place; the list as it was where there is no such place. */
export function moved<T>(list: T[], from: number, by: -1 | 1): T[] {
  const to = from + by
  if (to < 0 || to >= list.length) return list
  const all = [...list]
  const [it] = all.splice(from, 1)
  if (it !== undefined) all.splice(to, 0, it)
  return all
}
