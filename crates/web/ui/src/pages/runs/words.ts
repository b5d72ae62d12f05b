// A run's words: statuses, marks, kinds, as they are said to people. No framework.
import type { Schema } from '../../api/client'
import type { Procedure } from '../runbooks/tree'

export type Run = Schema<'RunDetail'>
export type Step = Schema<'StepView'>
export type Frame = Schema<'FrameView'>
export type Ahead = Schema<'AheadView'>

export interface Said { words: string; colour: 'green' | 'grey' | 'yellow' | 'red' | 'blue' | 'white' }

const STATUSES: Record<string, Said> = {
  ready: { words: 'To do', colour: 'blue' }, open: { words: 'Under way', colour: 'yellow' }, waiting: { words: 'Waiting', colour: 'yellow' },
  sending: { words: 'The service is acting', colour: 'yellow' }, unknown: { words: 'Outcome not known', colour: 'red' }, judgement: { words: 'To be judged', colour: 'blue' },
  done: { words: 'Done', colour: 'green' }, skipped: { words: 'Skipped', colour: 'grey' }, cancelled: { words: 'No longer to be done', colour: 'grey' },
}

/** Where a step stands: late is said of what is still to be done, not applicable of what was skipped so. */
export function statusOf(step: Pick<Step, 'status' | 'claimed_by' | 'ended' | 'kind'>): Said {
  if (step.status === 'ready' && step.claimed_by) return { words: 'Being done', colour: 'yellow' }
  if (step.status === 'skipped' && step.ended?.skipped === 'not-applicable') return { words: 'Not applicable', colour: 'grey' }
  if (step.status === 'done' && step.kind === 'note') return { words: 'To be read', colour: 'white' }
  return STATUSES[step.status] ?? { words: step.status, colour: 'grey' }
}

const MARKS: Record<string, string> = {
  early: 'done before its turn', added: 'added on the way', inserted: 'came in on the way', 'by-hand': 'done by hand where the service was to do it',
  recheck: 'what it was based on has changed: look again', 'odd-time': 'the time said is odd',
}
export const markOf = (mark: string): string => MARKS[mark] ?? mark

const RUNS: Record<string, Said> = {
  running: { words: 'Running', colour: 'blue' }, paused: { words: 'Paused', colour: 'yellow' }, finished: { words: 'Finished', colour: 'green' }, cancelled: { words: 'Cancelled', colour: 'grey' },
}
export const runStatusOf = (status: string): Said => RUNS[status] ?? { words: status, colour: 'grey' }

export const SKIPS: [code: string, words: string][] = [
  ['not-applicable', 'It does not apply here'], ['already-done', 'It was done before'], ['delegated', 'Somebody outside the run does it'], ['impossible', 'It cannot be done'],
  ['unsafe', 'It would do harm'], ['superseded', 'Something else took its place'], ['other', 'Another reason'],
]

/** Waits for a person to do something. */
export const waitsForPerson = (step: Step): boolean => ['ready', 'unknown', 'judgement'].includes(step.status)
export const isLive = (step: Step): boolean => !['done', 'skipped', 'cancelled'].includes(step.status)

/** What was chosen, in the procedure's words. */
export function answerOf(step: Step, procedure: Procedure | undefined): string | undefined {
  const chosen = step.ended?.answer
  return chosen == null ? undefined : procedure?.steps.find((it) => it.slug === step.slug)?.answers.find((it) => it.answer === chosen)?.words ?? chosen
}

/** What a stretch is, in words: the branch of a decision by the answer that opened it. */
export function stretchTitle(frame: Frame, owner: Step | undefined, procedure: Procedure | undefined): string {
  const answer = owner?.kind === 'decision' ? answerOf(owner, procedure) : undefined
  return owner && answer ? `${owner.title}: ${answer}` : frame.title
}
