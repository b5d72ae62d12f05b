// What the interface's document leaves as an object, by the rules' own serialisation: targets, steps, routes, conditions,
// mappings. `as…` reads one from an answer; nothing else in the pages casts.
import type { Schema } from './client'

export type Severity = Schema<'SeverityWord'>
export type Role = Schema<'RoleWord'>
export type Channel = Schema<'ChannelWord'>
export type Marking = Schema<'MarkingWord'>
/** How severe a source says its alert is. */
export type AlertSeverity = 'info' | 'warning' | 'error' | 'critical'
export type Day = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

export type Target =
  | { kind: 'person'; person: string }
  | { kind: 'rota'; rota: string }
  | { kind: 'deputy'; rota: string }
  | { kind: 'team'; team: string }
  | { kind: 'role'; role: Role }
  | { kind: 'leads' }

/** A window of the week; `to` not after `from` is the next day. */
export interface Window {
  days?: Day[]
  /** `HH:MM:SS` on the zone's clock. */
  from: string
  to: string
}

export interface Hours {
  time_zone: string
  windows: Window[]
  outside?: boolean
  not_on_holidays?: boolean
}

export interface Step {
  targets: Target[]
  wait_s: number
  severities?: Severity[]
  hours?: Hours
  in_turn?: boolean
}

export interface Condition {
  severity_at_least?: AlertSeverity | null
  fields?: Record<string, string>
}

export type Route =
  | { do: 'record' }
  | { do: 'page'; policy: string; severity: Severity }
  | { do: 'declare'; policy: string; severity: Severity; marking: Marking }

export interface RoutingRule {
  when?: Condition
  then: Route
}

export interface Grouping {
  by: string[]
  window_s: number
}

export interface Mapping {
  summary: string
  source: string
  dedup_key: string
  severity?: string
  severities?: Record<string, AlertSeverity>
  over?: { of: string; is: string[] }
  fields?: Record<string, string>
}

export interface Criterion {
  id: string
  text: string
  severity: Severity
}

export type Ends = { is: 'window'; to: string } | { is: 'review'; by: string }

export type Subject =
  | { kind: 'alert'; alert: string; integration: string }
  | { kind: 'incident'; incident: string }
  | { kind: 'exhausted'; page: string }
  | { kind: 'gap'; rota: string; from: string }
  | { kind: 'test'; person: string; asked: string }
  | { kind: 'run'; run: string; effect: string }

export type PageStatus =
  | { is: 'active' }
  | { is: 'acknowledged'; by?: string | null; how: string; at: string }
  | { is: 'exhausted'; at: string }
  | { is: 'cancelled'; at: string }

export interface Signal {
  summary: string
  source: string
  severity: AlertSeverity
  /** Left out where there are none. */
  fields?: Record<string, string>
}

/** Reads what the document calls an object. */
export const as = <T>(value: unknown): T => value as T
/** Gives the document's type to what it calls an object. */
export const object = (value: unknown): Record<string, never> => value as Record<string, never>
export const objects = (values: unknown[]): Record<string, never>[] => values as Record<string, never>[]
/** The `If-Match` of a version. */
export const match = (version: number) => ({ 'If-Match': `"${version}"` })
