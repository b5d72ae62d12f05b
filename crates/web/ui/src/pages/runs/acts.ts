// What can be done with a step: for each of the service's words, the fields that it needs and the command that comes of them.
// No framework.
import type { Schema } from '../../api/client'
import { fault, instantTyped } from '../../parts/wall-time'
import { SKIPS, type Ahead, type Run, type Step } from './words'

export type Command = Schema<'RunAct'>['command']
export type Values = Record<string, string>

export interface FieldSpec {
  name: string
  label: string
  hint?: string
  as: 'line' | 'text' | 'when' | 'choice' | 'radios' | 'person'
  options?: [value: string, words: string][]
  required?: boolean
  /** Shown behind "more". */
  aside?: boolean
}

export interface ActSpec {
  word: string
  /** What opens it, a verb. */
  opens: string
  /** What does it. */
  does: string
  fields: FieldSpec[]
  /** Said before it is done, where it is grave. */
  grave?: string
  /** Cannot be taken back. */
  final?: boolean
  command: (values: Values) => Command
}

/** What a decision's answers mean, by their slugs. */
export type Answers = { answer: string; words: string }[]

const why = (label = 'Why'): FieldSpec => ({ name: 'reason', label, as: 'text', required: true })
const happened: FieldSpec = { name: 'occurred_at', label: 'It happened earlier, at (optional)', hint: 'UK time. Empty: now', as: 'when', aside: true }
const note: FieldSpec = { name: 'note', label: 'Note (optional)', as: 'text', aside: true }
const text = (values: Values, name: string): string => (values[name] ?? '').trim()
const optional = (values: Values, name: string): string | null => text(values, name) || null

/** A UK wall clock time as an instant; nothing where none is given. */
export const instant = (value: string | undefined): string | null => instantTyped(value ?? '') ?? null

/** A field for a record or for evidence. */
function wanted(prefix: string, it: Schema<'WantedView'>, label: string): FieldSpec {
  const truths: [string, string][] = it.kind === 'true or false' ? [['true', 'True'], ['false', 'False']] : []
  const choices = [...it.choices.map((it): [string, string] => [it.answer, it.words]), ...truths]
  const field = { name: `${prefix}${it.name}`, label: it.required ? label : `${label} (optional)`, required: it.required }
  if (choices.length > 0) return { ...field, as: 'choice', options: [['', 'Choose'], ...choices] }
  const instantKind = it.kind?.startsWith('an instant') ?? false
  return instantKind ? { ...field, as: 'when', hint: 'UK time' } : { ...field, as: 'line', hint: it.kind && it.kind !== 'text' ? it.kind : undefined }
}

const isInstant = (step: Step, name: string): boolean => step.outputs.find((it) => it.name === name)?.kind?.startsWith('an instant') ?? false

function given(step: Step, values: Values) {
  const of = (prefix: string) => Object.entries(values).filter(([name, value]) => name.startsWith(prefix) && value.trim() !== '').map(([name, value]): [string, string] => [name.slice(prefix.length), value.trim()])
  const outputs = of('output.').map(([name, value]): [string, string] => [name, isInstant(step, name) ? instant(value) ?? value : value])
  // The document says no more of evidence than that it is an object.
  const evidence = of('evidence.').map(([label, value]) => ({ label, value })) as unknown as Record<string, never>[]
  return { outputs: Object.fromEntries(outputs), evidence, occurred_at: instant(values['occurred_at']), note: optional(values, 'note') }
}

/** Done, with what it gives. */
function complete(step: Step): ActSpec {
  const outputs = step.outputs.map((it) => wanted('output.', it, it.label))
  const evidence = step.evidence.map((it) => wanted('evidence.', it, `Evidence: ${it.label}`))
  return {
    word: 'complete', opens: 'Done …', does: 'Done', fields: [...outputs, ...evidence, happened, note],
    command: (values) => ({ do: 'complete', instance: step.instance, ...given(step, values) }),
  }
}

function decide(step: Step, answers: Answers): ActSpec {
  const options = step.answers.map((answer): [string, string] => [answer, answers.find((it) => it.answer === answer)?.words ?? answer])
  return {
    word: 'decide', opens: 'Answer …', does: 'Record this answer',
    fields: [{ name: 'answer', label: 'Answer', as: 'radios', options, required: true }, { ...why('Why (optional)'), required: false }, happened],
    command: (values) => ({ do: 'decide', instance: step.instance, answer: text(values, 'answer'), reason: optional(values, 'reason'), occurred_at: instant(values['occurred_at']) }),
  }
}

function skip(step: Step, answers: Answers): ActSpec {
  const options = step.answers.map((answer): [string, string] => [answer, answers.find((it) => it.answer === answer)?.words ?? answer])
  const goOn: FieldSpec = { name: 'answer', label: 'Go on as if the answer were', as: 'choice', options: [['', 'Choose'], ...options], required: true }
  return {
    word: 'skip', opens: 'Skip …', does: 'Skip it',
    fields: [{ name: 'code', label: 'Why', as: 'choice', options: [['', 'Choose'], ...SKIPS], required: true }, ...(options.length > 0 ? [goOn] : []), { name: 'reason', label: 'In words', as: 'text', required: true }],
    command: (values) => ({ do: 'skip', instance: step.instance, code: text(values, 'code'), reason: text(values, 'reason'), answer: optional(values, 'answer') }),
  }
}

type Reasoned = 'reject' | 'override' | 'fail' | 'do-by-hand' | 'reopen'

function reasoned(step: Step, word: Reasoned, opens: string, does: string, grave?: string): ActSpec {
  return { word, opens, does, grave, fields: [why()], command: (values) => ({ do: word, instance: step.instance, reason: text(values, 'reason') }) }
}

function judge(step: Step): ActSpec {
  return {
    word: 'judge', opens: 'Judge …', does: 'Record this', fields: [{ name: 'go_on', label: 'Is it to go on?', as: 'radios', options: [['true', 'Once more'], ['false', 'It is finished']], required: true }, why()],
    command: (values) => ({ do: 'judge', instance: step.instance, go_on: values['go_on'] === 'true', reason: text(values, 'reason') }),
  }
}

/** The act of a word with its fields; none for the words that are plain buttons (see `buttonsOf`). */
export function specOf(word: string, step: Step, answers: Answers): ActSpec | undefined {
  const { instance } = step
  switch (word) {
    case 'complete': return complete(step)
    case 'decide': return decide(step, answers)
    case 'judge': return judge(step)
    case 'skip': return skip(step, answers)
    case 'reject': return reasoned(step, 'reject', 'Do not approve …', 'Refuse approval')
    case 'override': return reasoned(step, 'override', 'Go on without this approval …', 'Override it', 'The run goes on without the approval. A second person must say the same; it stays in the record, and people are told.')
    case 'fail': return reasoned(step, 'fail', 'It cannot be done, or went wrong …', 'Say so')
    case 'do-by-hand': return reasoned(step, 'do-by-hand', 'Do it by hand …', 'A person does it')
    case 'reopen': return reasoned(step, 'reopen', 'Undo …', 'Undo it', 'The step is to be done again. What follows from it and was not begun is taken back; what was done since is marked to be looked at again. What the service has sent already cannot be unsent.')
    case 'assign': return {
      word, opens: 'Give it to somebody …', does: 'Give it', fields: [{ name: 'to', label: 'To', as: 'person', required: true }, why()],
      command: (values) => ({ do: 'assign', instance, to: text(values, 'to'), reason: text(values, 'reason') }),
    }
    case 'retarget': return {
      word, opens: 'Another time …', does: 'Set it', fields: [{ name: 'due', label: 'To be done by', hint: 'UK time', as: 'when', required: true }, why()],
      command: (values) => ({ do: 'retarget', instance, due: instant(values['due']) ?? '', reason: text(values, 'reason') }),
    }
    case 'note': return { word, opens: 'Add a note …', does: 'Add it', fields: [{ name: 'text', label: 'Note', as: 'text', required: true }], command: (values) => ({ do: 'note', instance, text: text(values, 'text') }) }
    case 'claim': return step.claimed_by
      ? { word, opens: 'Take it over …', does: 'I do this now', fields: [why()], command: (values) => ({ do: 'claim', instance, reason: text(values, 'reason') }) }
      : undefined
    default: return undefined
  }
}

/** What is done at the press of a button. */
export function buttonsOf(step: Step, person: string | undefined): { words: string; command: Command; main: boolean }[] {
  const { instance, digest } = step
  const buttons: [word: string, words: string, command: Command | undefined][] = [
    ['approve', 'Approve', digest ? { do: 'approve', instance, digest } : undefined],
    ['withdraw-approval', 'I no longer agree', { do: 'withdraw-approval', instance }],
    ['confirm', 'I looked again: it stands', { do: 'confirm', instance }],
    ['claim', 'I do this', step.claimed_by ? undefined : { do: 'claim', instance }],
    ['release', 'I do not after all', step.claimed_by === person ? { do: 'release', instance } : undefined],
    ['retry', 'Try again', { do: 'retry', instance }],
  ]
  return buttons.flatMap(([word, words, command]) => (command && step.can.includes(word) ? [{ words, command, main: word === 'approve' || word === 'confirm' }] : []))
}

/** What a step is mainly there for: shown open, where the rest is behind "more". */
export const MAIN = ['complete', 'decide', 'judge']

/** What is missing, by field; in words. */
export function missing(fields: FieldSpec[], values: Values): Record<string, string> {
  const empty = fields.filter((field) => field.required && text(values, field.name) === '')
  const unfinished = fields.flatMap((field) => {
    const wrong = field.as === 'when' ? fault(text(values, field.name)) : undefined
    return wrong ? [[field.name, wrong]] : []
  })
  return Object.fromEntries([...unfinished, ...empty.map((field) => [field.name, field.as === 'choice' || field.as === 'radios' || field.as === 'person' ? 'Choose one' : field.as === 'when' ? 'Say when' : `Write ${field.label === 'Why' || field.label === 'In words' ? 'why, in a few words' : 'it down, or say with “Skip” why it cannot be'}`])])
}

/** A step whose turn has not come, done already. */
export function aheadSpec(it: Ahead, evidence: string[]): ActSpec {
  const named = evidence.map((label): FieldSpec => ({ name: `evidence.${label.replace(/ \(if there is one\)$/, '')}`, label: `Evidence: ${label}`, as: 'line' }))
  return {
    word: 'complete-ahead', opens: 'Done early …', does: 'Done already', fields: [...named, { ...happened, aside: false }, { ...note, aside: false }],
    grave: 'It is recorded as done before its turn. Decisions, approvals and clocks keep their turn.',
    command: (values) => {
      const { evidence: shown, occurred_at, note: said } = given({ outputs: [] } as unknown as Step, values)
      return { do: 'complete-ahead', frame: it.frame, slug: it.slug, evidence: shown, occurred_at, note: said }
    },
  }
}

/** What can be done with the run as a whole. */
export function wholeSpecs(run: Run): ActSpec[] {
  const lanes = run.frames.filter((frame) => frame.lane && frame.open).map((frame): [string, string] => [String(frame.frame), frame.title])
  const ahead = run.ahead.filter((it) => it.frame === 0).map((it): [string, string] => [it.slug, it.title])
  const all: (ActSpec | undefined)[] = [
    { word: 'note', opens: 'Add a note …', does: 'Add it', fields: [{ name: 'text', label: 'Note', as: 'text', required: true }], command: (values) => ({ do: 'note', text: text(values, 'text') }) },
    {
      word: 'add-step', opens: 'Add a step …', does: 'Add it',
      fields: [{ name: 'title', label: 'What is to be done', as: 'line', required: true }, { name: 'text', label: 'How (optional)', as: 'text' }, { name: 'before', label: 'Before', as: 'choice', options: [['', 'At the end'], ...ahead] }],
      command: (values) => ({ do: 'add-step', frame: 0, title: text(values, 'title'), text: text(values, 'text'), before: optional(values, 'before') }),
    },
    { word: 'offer-handover', opens: 'Offer the lead to somebody …', does: 'Offer it', fields: [{ name: 'to', label: 'To', hint: 'They lead once they take over.', as: 'person', required: true }], command: (values) => ({ do: 'offer-handover', to: text(values, 'to') }) },
    { word: 'pause', opens: 'Pause the run …', does: 'Pause it', grave: 'Nothing begins until it is resumed. Clocks that the law sets go on.', fields: [why()], command: (values) => ({ do: 'pause', reason: text(values, 'reason') }) },
    lanes.length === 0 ? undefined : {
      word: 'cancel-lane', opens: 'Give up a lane …', does: 'Give it up', final: true, grave: 'Its steps are no longer to be done. The other lanes go on.',
      fields: [{ name: 'frame', label: 'Lane', as: 'choice', options: [['', 'Choose'], ...lanes], required: true }, why()],
      command: (values) => ({ do: 'cancel-lane', frame: Number(values['frame']), reason: text(values, 'reason') }),
    },
    { word: 'cancel-run', opens: 'Cancel the run …', does: 'Cancel the run', final: true, grave: 'Every step that is left is no longer to be done. A cancelled run cannot be resumed.', fields: [why()], command: (values) => ({ do: 'cancel-run', reason: text(values, 'reason') }) },
  ]
  return all.filter((spec): spec is ActSpec => spec !== undefined && run.can.includes(spec.word))
}
