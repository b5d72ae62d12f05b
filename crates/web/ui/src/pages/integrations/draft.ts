// An integration while it is edited: every field as typed. Pure.
import type { Schema } from '../../api/client'
import { as, type AlertSeverity, type Condition, type Grouping, type Mapping, type Marking, type Route, type RoutingRule, type Severity } from '../../api/objects'
import { minutesOf, secondsOfMinutes } from '../../parts/words'

export type Kind = Schema<'IntegrationKindWord'>
export type Integration = Schema<'IntegrationView'>

export interface RouteDraft { do: Route['do']; policy: string; severity: Severity; marking: Marking }
export interface PairDraft { key: number; name: string; value: string }
export interface RuleDraft { key: number; least: AlertSeverity | ''; fields: PairDraft[]; then: RouteDraft }
export interface MappingDraft {
  summary: string
  source: string
  dedup_key: string
  severity: string
  words: PairDraft[]
  over: string
  overIs: string
  fields: PairDraft[]
}
export interface Draft {
  name: string
  organisation: string
  kind: Kind
  rules: RuleDraft[]
  otherwise: RouteDraft
  grouped: boolean
  groupBy: string
  groupMinutes: string
  mapping?: MappingDraft
  active: boolean
}

let keys = 0
export const key = () => ++keys
export const pair = (name = '', value = ''): PairDraft => ({ key: key(), name, value })

export const recorded: RouteDraft = { do: 'record', policy: '', severity: 'S2', marking: 'amber' }
export const emptyMapping = (): MappingDraft => ({ summary: '{/summary}', source: '{/host}', dedup_key: '', severity: '{/severity}', words: [], over: '', overIs: '', fields: [] })

const routeDraft = (route: Route): RouteDraft => ({ ...recorded, ...route })

function mappingDraft(it: Mapping): MappingDraft {
  return {
    summary: it.summary, source: it.source, dedup_key: it.dedup_key, severity: it.severity ?? '',
    words: Object.entries(it.severities ?? {}).map(([name, value]) => pair(name, value)),
    over: it.over?.of ?? '', overIs: it.over?.is.join(', ') ?? '',
    fields: Object.entries(it.fields ?? {}).map(([name, value]) => pair(name, value)),
  }
}

export function draftOf(it: Integration): Draft {
  const group = as<Grouping | null | undefined>(it.group)
  return {
    name: it.name, organisation: it.organisation, kind: it.kind, active: it.active,
    rules: it.rules.map((rule) => { const { when, then } = as<RoutingRule>(rule); return { key: key(), least: when?.severity_at_least ?? '', fields: Object.entries(when?.fields ?? {}).map(([name, value]) => pair(name, value)), then: routeDraft(then) } }),
    otherwise: routeDraft(as<Route>(it.otherwise)),
    grouped: !!group, groupBy: group?.by.join(', ') ?? '', groupMinutes: group ? minutesOf(group.window_s) : '15',
    ...(it.mapping && { mapping: mappingDraft(as<Mapping>(it.mapping)) }),
  }
}

const list = (typed: string): string[] => typed.split(',').map((it) => it.trim()).filter(Boolean)
const pairs = (all: PairDraft[]): Record<string, string> => Object.fromEntries(all.filter((it) => it.name.trim() !== '').map((it) => [it.name.trim(), it.value]))

export function routeOf(draft: RouteDraft): Route {
  switch (draft.do) {
    case 'record': return { do: 'record' }
    case 'page': return { do: 'page', policy: draft.policy, severity: draft.severity }
    case 'declare': return { do: 'declare', policy: draft.policy, severity: draft.severity, marking: draft.marking }
  }
}

export const conditionOf = (least: AlertSeverity | '', fields: PairDraft[]): Condition => ({ severity_at_least: least || null, fields: pairs(fields) })

export function mappingOf(draft: MappingDraft): Mapping {
  return {
    summary: draft.summary, source: draft.source, dedup_key: draft.dedup_key,
    ...(draft.severity !== '' && { severity: draft.severity }),
    ...(draft.words.length > 0 && { severities: pairs(draft.words) as Record<string, AlertSeverity> }),
    ...(draft.over !== '' && { over: { of: draft.over, is: list(draft.overIs) } }),
    ...(draft.fields.length > 0 && { fields: pairs(draft.fields) }),
  }
}

/** What of it the service could not even be asked about. */
export function faultOf(draft: Draft): string | undefined {
  const routes = [draft.otherwise, ...draft.rules.map((rule) => rule.then)]
  if (routes.some((route) => route.do !== 'record' && route.policy === '')) return 'Choose by which policy each rule pages.'
  if (draft.grouped && secondsOfMinutes(draft.groupMinutes) === undefined) return 'The minutes within which alerts join are not a number.'
  return undefined
}

/** As it is sent. */
export function bodyOf(draft: Draft, newKey = false): Schema<'SaveIntegration'> {
  const group: Grouping | null = draft.grouped ? { by: list(draft.groupBy), window_s: secondsOfMinutes(draft.groupMinutes) ?? 0 } : null
  return as<Schema<'SaveIntegration'>>({
    name: draft.name.trim(), organisation: draft.organisation, kind: draft.kind, active: draft.active,
    rules: draft.rules.map((rule) => ({ when: conditionOf(rule.least, rule.fields), then: routeOf(rule.then) })),
    otherwise: routeOf(draft.otherwise), group,
    ...(draft.mapping && { mapping: mappingOf(draft.mapping) }),
    ...(newKey && { new_key: true }),
  })
}
