// A run's steps as they stand in one another: stretches (the runbook, a branch, a lane, a pass), their steps, and what those
// opened. No framework.
import { isLive, waitsForPerson, type Ahead, type Frame, type Run, type Step } from './words'

/** A step by its latest attempt, with those before it, and the stretches that each opened. */
export interface Entry { step: Step; before: Step[]; opened: Stretch[] }
export interface Stretch { frame: Frame; entries: Entry[]; ahead: Ahead[] }

/** The runbook's own stretch; none where the run has none, which does not happen. */
export function stretchOf(run: Run, number = 0): Stretch | undefined {
  const frame = run.frames.find((it) => it.frame === number)
  if (!frame) return undefined
  const bySlug = new Map<string, Step[]>()
  for (const step of run.steps.filter((it) => it.frame === number)) bySlug.set(step.slug, [...(bySlug.get(step.slug) ?? []), step])
  const entries = [...bySlug.values()].map((attempts): Entry => {
    const ordered = attempts.toSorted((one, other) => one.attempt - other.attempt)
    const numbers = ordered.map((it) => it.instance)
    const opened = run.frames.filter((it) => it.owner != null && numbers.includes(it.owner) && it.frame > number)
    return { step: ordered.at(-1)!, before: ordered.slice(0, -1), opened: opened.flatMap((it) => stretchOf(run, it.frame) ?? []) }
  })
  return { frame, entries, ahead: run.ahead.filter((it) => it.frame === number) }
}

/** What waits for a person: one's own first, then what is late, then what is due soonest; else in the order of work. */
export function waitingFor(run: Run, person: string | undefined): Step[] {
  const mine = (step: Step) => person !== undefined && (step.claimed_by ? step.claimed_by === person : step.owners.includes(person))
  const due = (step: Step) => (step.due ? Date.parse(step.due) : Infinity)
  return run.steps.filter(waitsForPerson).toSorted((one, other) =>
    Number(mine(other)) - Number(mine(one)) || Number(other.overdue) - Number(one.overdue) || compare(due(one), due(other)) || one.instance - other.instance)
}

/** What waits for time or for the world. */
export const waitingElse = (run: Run): Step[] => run.steps.filter((step) => ['waiting', 'sending'].includes(step.status))

/** What must be looked at again though it is over. */
export const toRecheck = (run: Run): Step[] => run.steps.filter((step) => !isLive(step) && step.can.includes('confirm'))

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1)

/** What an arriving state changes for who looks at it: which steps came to wait, and which no longer do. */
export function changesBetween(old: Run, now: Run): string[] {
  const known = new Map(old.steps.map((step) => [step.instance, step]))
  const said: string[] = []
  for (const step of now.steps) {
    const before = known.get(step.instance)
    if (!before && waitsForPerson(step)) said.push(`“${step.title}” is to be done`)
    else if (before && before.status !== step.status && !isLive(step)) said.push(`“${step.title}” is ${step.status}`)
    else if (before && before.claimed_by !== step.claimed_by) said.push(`“${step.title}” is ${step.claimed_by ? 'taken' : 'released'}`)
    else if (before && !before.overdue && step.overdue) said.push(`“${step.title}” is late`)
  }
  if (old.run.status !== now.run.status) said.push(`the run is ${now.run.status}`)
  return said
}

/** Whether anything differs that moves the page. */
export const differs = (old: Run, now: Run): boolean => JSON.stringify(old) !== JSON.stringify(now)
