// The rules' words as people read them, and numbers of seconds as people say them.
import type { AlertSeverity, Channel, Role, Severity } from '../api/objects'

export const severities: Severity[] = ['S1', 'S2', 'S3', 'S4']
export const alertSeverities: AlertSeverity[] = ['info', 'warning', 'error', 'critical']

/** The values and words of a choice of severity. */
export const severityOptions: [Severity, string][] = [
  ['S1', 'S1: care is or will be harmed, or several organisations are affected'],
  ['S2', 'S2: a service that care depends on is lost or at risk'],
  ['S3', 'S3: contained to one organisation, no harm to care'],
  ['S4', 'S4: to be watched'],
]

const roleWords: Record<Role, [one: string, many: string]> = {
  responder: ['Responder', 'Responders'],
  'incident-lead': ['Incident lead', 'Incident leads'],
  loggist: ['Loggist', 'Loggists'],
  communications: ['Communications', 'Communications'],
  'organisation-admin': ['Organisation administrator', 'Organisation administrators'],
  'cell-admin': ['Cell administrator', 'Cell administrators'],
  auditor: ['Auditor', 'Auditors'],
  observer: ['Observer', 'Observers'],
  intake: ['Intake', 'Intake'],
}
export const roles = Object.keys(roleWords) as Role[]
export const roleOf = (role: Role): string => roleWords[role][0]
export const rolesOf = (role: Role): string => roleWords[role][1]

const channelWords: Record<Channel, string> = { sms: 'Text message', voice: 'Call', push: 'Push notification', email: 'Email' }
export const channels = Object.keys(channelWords) as Channel[]
export const channelOf = (channel: Channel): string => channelWords[channel]

/** A list as a sentence has it: `a`, `a and b`, `a, b and c`. */
export function listed(items: string[], and = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`
}

/** `1 minute 30 seconds`; exact, in at most days, hours, minutes and seconds. */
export function spanOf(seconds: number): string {
  const units: [number, string][] = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second']]
  let left = Math.round(seconds)
  const said: string[] = []
  for (const [length, word] of units) {
    const count = Math.floor(left / length)
    left -= count * length
    if (count > 0) said.push(`${count} ${word}${count === 1 ? '' : 's'}`)
  }
  return said.join(' ') || '0 seconds'
}

/** `at once`, `after 2 minutes`. */
export const afterOf = (seconds: number): string => (seconds <= 0 ? 'at once' : `after ${spanOf(seconds)}`)

/** Minutes that somebody typed, as seconds; nothing where that is no number of minutes. */
export function secondsOfMinutes(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.')
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  return Math.round(Number(text) * 60)
}

/** Seconds as a field of minutes shows them: `2`, `1.5`. */
export const minutesOf = (seconds: number): string => String(Math.round((seconds / 60) * 1_000) / 1_000)
