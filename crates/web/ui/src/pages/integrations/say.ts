// Routing in words: conditions, routes, and why a rule does not apply to a signal. Pure.
import type { AlertSeverity, Condition, Grouping, Route, RoutingRule, Signal } from '../../api/objects'
import { alertSeverities, listed, spanOf } from '../../parts/words'

/** `is “db-1”`, `begins with “db-”`. */
const patternOf = (pattern: string): string => (pattern.endsWith('*') ? `begins with “${pattern.slice(0, -1)}”` : `is “${pattern}”`)

/** `its severity is at least error and component is “disk”`; `always` where nothing is asked. */
export function conditionOf(when: Condition | undefined): string {
  const parts = Object.entries(when?.fields ?? {}).map(([name, pattern]) => `${name} ${patternOf(pattern)}`)
  if (when?.severity_at_least) parts.unshift(`its severity is at least ${when.severity_at_least}`)
  return listed(parts) || 'always'
}

/** `page by Cyber duty, as S2`. */
export function routeOf(route: Route, policy: (id: string) => string): string {
  switch (route.do) {
    case 'record': return 'record it; nobody is woken'
    case 'page': return `page by ${policy(route.policy)}, as ${route.severity}`
    case 'declare': return `declare an incident of ${route.severity}, TLP:${route.marking.toUpperCase().replace('-', '+')}, and page by ${policy(route.policy)}`
  }
}

export const ruleOf = (rule: RoutingRule, policy: (id: string) => string): string =>
  `Where ${conditionOf(rule.when).replace(/^always$/, 'anything comes')}: ${routeOf(rule.then, policy)}.`

export const groupOf = (group: Grouping): string =>
  `Alerts with the same ${listed(group.by)} within ${spanOf(group.window_s)} join the first, and page nobody by themselves.`

const rank = (severity: AlertSeverity): number => alertSeverities.indexOf(severity)

/** A field as a condition names it. */
const fieldOf = (signal: Signal, name: string): string | undefined => (name === 'source' ? signal.source : signal.fields?.[name])

/** Why a condition does not hold of a signal: one sentence each; nothing where it holds. */
export function whyNot(when: Condition | undefined, signal: Signal): string[] {
  const why: string[] = []
  const least = when?.severity_at_least
  if (least && rank(signal.severity) < rank(least)) why.push(`its severity is ${signal.severity}, less than ${least}`)
  for (const [name, pattern] of Object.entries(when?.fields ?? {})) {
    const value = fieldOf(signal, name)
    const holds = value !== undefined && (pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern)
    if (!holds) why.push(value === undefined ? `it has no ${name}` : `${name} is “${value}”, and the rule wants one that ${patternOf(pattern)}`)
  }
  return why
}
