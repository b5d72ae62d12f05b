// How alerts are worded, and what colour goes with the words.
import type { Schema } from '../../api/client'

export type Alert = Schema<'AlertView'>

export const alertStatuses: [value: Alert['status'], words: string][] = [
  ['triggered', 'Nobody has it yet'],
  ['acknowledged', 'Acknowledged'],
  ['resolved', 'Over'],
]

export const alertSeverities: [value: string, words: string][] = [
  ['critical', 'Critical'],
  ['error', 'Error'],
  ['warning', 'Warning'],
  ['info', 'Information'],
]

export const alertStatusWords = (status: string): string => alertStatuses.find(([value]) => value === status)?.[1] ?? status
export const alertSeverityWords = (severity: string): string => alertSeverities.find(([value]) => value === severity)?.[1] ?? severity

/** The tag's colour, beside its words. */
export function alertColour(severity: string): string {
  return { critical: 'red', error: 'orange', warning: 'yellow' }[severity] ?? 'grey'
}
