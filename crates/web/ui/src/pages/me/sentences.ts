// How somebody is to be told, as sentences: by severity, in the order it happens. Pure.
import type { Schema } from '../../api/client'
import type { Channel, Severity } from '../../api/objects'
import { afterOf, listed, severities } from '../../parts/words'

export type Rule = Schema<'NotificationRule'>

const verbs: Record<Channel, string> = { sms: 'text', voice: 'call', push: 'push', email: 'email' }

/** Whether a rule is for pages of a severity: one that names none is for all. */
export const isFor = (rule: Rule, severity: Severity): boolean => !rule.severities?.length || rule.severities.includes(severity)

/** What happens for one severity: `call and text at once, text again after 2 minutes`. */
export function happens(rules: Rule[], severity: Severity): string {
  const mine = rules.filter((rule) => isFor(rule, severity)).sort((one, other) => one.after_s - other.after_s)
  if (mine.length === 0) return 'every verified contact at once, as no rule is for it'
  const before = new Set<Channel>()
  const moments = [...new Set(mine.map((rule) => rule.after_s))]
  const said = moments.map((after) => {
    const here = [...new Set(mine.filter((rule) => rule.after_s === after).map((rule) => rule.channel))]
    const words = here.map((channel) => (before.has(channel) ? `${verbs[channel]} again` : verbs[channel]))
    for (const channel of here) before.add(channel)
    return `${listed(words)} ${afterOf(after)}`
  })
  return said.join(', then ')
}

/** One sentence for all severities of which the same holds. */
export function sentencesOf(rules: Rule[]): { of: Severity[]; words: string }[] {
  const all: { of: Severity[]; words: string }[] = []
  for (const severity of severities) {
    const words = happens(rules, severity)
    const same = all.find((it) => it.words === words)
    if (same) same.of.push(severity)
    else all.push({ of: [severity], words })
  }
  return all
}

/** Severities of pages whose rules lead to no verified contact: then every one is told at once. */
export function leadsNowhere(rules: Rule[], verified: Channel[]): Severity[] {
  return severities.filter((severity) => {
    const mine = rules.filter((rule) => isFor(rule, severity))
    return mine.length > 0 && !mine.some((rule) => verified.includes(rule.channel))
  })
}
