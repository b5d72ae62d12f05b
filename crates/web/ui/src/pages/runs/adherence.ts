// How a run was followed: the report as the service sends it, and its figures in words. No framework.
import { lengthOf } from '../../parts/instants'

export interface StepReport {
  instance: number; slug: string; title: string; phase: string; within: string[]; came_to: 'done' | 'skipped' | 'withdrawn' | 'open'; attempt: number; role: string | null
  version: string; activated_at: string; claimed_at: string | null; occurred_at: string | null; recorded_at: string | null; by: string | null; due: string | null; late_s: number | null
  answer: string | null; reason: string | null; skipped: string | null; evidence: { label: string; value: string }[]; tries: number; marks: string[]
}
export interface Figures {
  all: number; applicable: number; done: number; skipped: number; on_time: number; timed: number; median_to_claim_s: number | null; late_by_role: Record<string, number>; reopened: number; reversed: number
}
export interface Report {
  title: string; version: string; mode: string; started_at: string; ended_at: string | null; cancelled: boolean; steps: StepReport[]
  not_reached: { slug: string; title: string; not_applicable: boolean }[]; turns: { at: string; by: string | null; what: string }[]; figures: Figures
}

const share = (part: number, all: number): string => (all === 0 ? 'none' : `${part} of ${all} (${Math.round((100 * part) / all)} %)`)

/** The figures, each with its word. Two grounds for comparison: the way that was taken, and everything that is written. */
export function figuresOf(it: Figures): [what: string, figure: string][] {
  return [
    ['Done, of the steps on the way taken', share(it.done, it.applicable)],
    ['Skipped with a reason', share(it.skipped, it.applicable)],
    ['On the way taken, of all steps written', share(it.applicable, it.all)],
    ['Done on time, of those with a time target', share(it.on_time, it.timed)],
    ['Half of what was taken was taken within', it.median_to_claim_s === null ? 'nobody took one' : lengthOf(it.median_to_claim_s * 1_000)],
    ['Undone', String(it.reopened)], ['Decisions reversed', String(it.reversed)],
  ]
}

export interface Deviation { instance: number; title: string; what: string[] }

const MARKS: Record<string, string> = { early: 'done before its turn', added: 'added on the way', inserted: 'came in on the way', 'by-hand': 'done by hand where the service was to', recheck: 'not looked at again since what it was based on changed', 'odd-time': 'the time said is odd' }

/** Where practice left the procedure: skipped, late, out of order, undone. Only attempts that differ. */
export function deviationsOf(steps: StepReport[]): Deviation[] {
  return steps.flatMap((step) => {
    const what = [
      ...(step.came_to === 'skipped' ? [`skipped (${(step.skipped ?? 'no code').replaceAll('-', ' ')})${step.reason ? `: ${step.reason}` : ''}`] : []),
      ...(step.came_to === 'done' && step.late_s !== null && step.late_s > 0 ? [`${lengthOf(step.late_s * 1_000)} late`] : []),
      ...(step.attempt > 1 ? [`attempt ${step.attempt}`] : []),
      ...(step.came_to === 'withdrawn' ? ['taken back'] : []),
      ...step.marks.map((mark) => MARKS[mark] ?? mark),
    ]
    return what.length > 0 ? [{ instance: step.instance, title: step.title, what }] : []
  })
}

export function cameTo(step: StepReport): string {
  const words = { done: 'Done', skipped: 'Skipped', withdrawn: 'Taken back', open: 'Not done yet' }[step.came_to]
  return step.answer ? `${words}: ${step.answer.replaceAll('-', ' ')}` : words
}

/** Which entry of the incident records an attempt's end, by the run's entries of its timeline. */
export interface RunEntry { seq: number; instance: number | undefined; kind: string; at: string }
export function entryOf(step: StepReport, entries: RunEntry[]): number | undefined {
  return entries.findLast((entry) => entry.instance === step.instance)?.seq
}
