// Steps of an escalation policy as sentences. Pure: names come in.
import type { Day, Hours, Step, Target } from '../../api/objects'
import { listed, rolesOf, spanOf } from '../../parts/words'

/** How things are called. */
export interface Names {
  person: (id: string) => string
  rota: (id: string) => string
  team: (id: string) => string
}

export const days: Day[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const dayOf = (day: Day): string => day[0]?.toUpperCase() + day.slice(1)

/** `whoever is on call in Duty responder`. */
export function targetOf(target: Target, names: Names): string {
  switch (target.kind) {
    case 'person': return names.person(target.person)
    case 'rota': return `whoever is on call in ${names.rota(target.rota)}`
    case 'deputy': return `whoever stands in for ${names.rota(target.rota)}`
    case 'team': return `everybody of the team ${names.team(target.team)}`
    case 'role': return target.role === 'communications' || target.role === 'intake' ? `everybody in ${rolesOf(target.role).toLowerCase()}` : `all ${rolesOf(target.role).toLowerCase()}`
    case 'leads': return 'the incident leads of the affected organisations'
  }
}

/** `Monday to Friday`, `Saturday and Sunday`, `every day`. */
function daysOf(chosen: Day[] | undefined): string {
  if (!chosen?.length || chosen.length === 7) return 'every day'
  const places = chosen.map((day) => days.indexOf(day)).sort((one, other) => one - other)
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0]
  const word = (place: number) => dayOf(days[place] ?? 'monday')
  return places.length > 2 && last - first === places.length - 1 ? `${word(first)} to ${word(last)}` : listed(places.map(word))
}

const hm = (time: string): string => time.slice(0, 5)

/** `Monday to Friday 09:00 to 17:00 (Europe/London)`. */
export function hoursOf(hours: Hours): string {
  const windows = hours.windows.map((it) => `${daysOf(it.days)} ${hm(it.from)} to ${hm(it.to)}${it.to <= it.from ? ' the day after' : ''}`)
  const holidays = hours.not_on_holidays ? ', bank holidays apart' : ''
  return `${hours.outside ? 'outside ' : ''}${listed(windows)}${holidays} (${hours.time_zone})`
}

/** When a step is for some pages or hours only: `only S1 and S2`, `only Monday to Friday …`. */
export function conditionsOf(step: Step): string {
  const severities = step.severities?.length && step.severities.length < 4 ? `for ${listed(step.severities)} pages only` : ''
  const hours = step.hours ? (step.hours.outside ? hoursOf(step.hours) : `at ${hoursOf(step.hours)}`) : ''
  return [severities, hours].filter(Boolean).join(', ')
}

/** `Page whoever is on call in Duty responder, and wait 5 minutes.` */
export function stepOf(step: Step, names: Names): string {
  const targets = step.targets.map((it) => targetOf(it, names))
  const whom = targets.length === 0 ? 'nobody yet' : step.in_turn && targets.length > 1 ? `one of these in turn, the next with each page: ${listed(targets, 'or')}` : listed(targets)
  const when = conditionsOf(step)
  const sentence = `${when ? `${when}: page` : 'page'} ${whom}, and wait ${spanOf(step.wait_s)}.`
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** What follows the last step. */
export function endOf(steps: Step[], repeats: number): string {
  const whole = steps.reduce((sum, step) => sum + step.wait_s, 0) * (repeats + 1)
  const again = repeats === 0 ? 'It is gone through once' : `Then all of it again, ${repeats === 1 ? 'once more' : `${repeats} times more`}`
  return `${again}. After ${spanOf(whole)} without an answer nobody is left to ask, and the cell’s administrators are paged.`
}
