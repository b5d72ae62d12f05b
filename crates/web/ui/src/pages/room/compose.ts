// From what stands in the composer's fields to a post, and back from a refused post to fields.
import { blank, type Composed, type Draft } from '../../room/drafts'
import type { PostKind, PostOptions, WaitingPost } from '../../room/use-room'
import { fault } from '../../parts/wall-time'
import { instantsOf, wallOf } from '../../room/zoned'

export const kindWords: Record<Composed, string> = { note: 'Note', decision: 'Decision', action: 'Action' }
const kinds: Record<Composed, PostKind> = { note: 'entry.note', decision: 'entry.decision', action: 'action.set' }

/** Milliseconds after which what happened is entered late, as the rules have it. */
export const LATE = 300_000

export interface Made {
  kind: PostKind
  body: Record<string, unknown>
  options: PostOptions
}

export interface Wrong {
  field: keyof Draft
  words: string
}

/** The post that a draft says, or what is wrong with it and what to do. */
export function postOf(kind: Composed, draft: Draft, { me, now }: { me: string; now: number }): Made | Wrong {
  const text = draft.text.trim()
  if (text === '') return { field: 'text', words: { note: 'Write what happened', decision: 'Write what was decided', action: 'Write what is to be done' }[kind] }
  if (kind === 'decision' && draft.reason.trim() === '') return { field: 'reason', words: 'Say why: a decision without its reason cannot be judged later' }
  const options: PostOptions = {}
  if (draft.marking) options.marking = draft.marking
  if (draft.marking === 'red') {
    if (draft.named.length === 0) return { field: 'named', words: 'Name whom a TLP:RED entry is for; your own name will do' }
    options.named = draft.named
  }
  const due = instantOf(draft.due)
  if (draft.due && !due) return { field: 'due', words: fault(draft.due) ?? 'That time does not come: the clocks go forward. Choose another' }
  const wrong = whenOf(draft, options, now)
  return wrong ?? { kind: kinds[kind], body: bodyOf(kind, { ...draft, text, owner: draft.owner || me }, due), options }
}

function whenOf(draft: Draft, options: PostOptions, now: number): Wrong | undefined {
  if (!draft.happened) return undefined
  const at = instantOf(draft.happened)
  if (!at) return { field: 'happened', words: fault(draft.happened) ?? 'That time did not come: the clocks went forward. Choose another' }
  if (at.getTime() > now + 60_000) return { field: 'happened', words: 'It lies in the future' }
  options.occurredAt = at.toISOString()
  const late = now - at.getTime() > LATE
  if (late && draft.lateReason.trim() === '') return { field: 'lateReason', words: 'It happened more than five minutes ago: say in a line why it is entered late' }
  if (draft.lateReason.trim()) options.lateReason = draft.lateReason.trim()
  return undefined
}

function bodyOf(kind: Composed, draft: Draft, due: Date | undefined): Record<string, unknown> {
  if (kind === 'note') return { text: draft.text }
  if (kind === 'decision') return { decision: draft.text, reason: draft.reason.trim() }
  return { text: draft.text, owner: draft.owner, ...(due && { due: due.toISOString() }) }
}

/** The instant that a field's words name. `#1` after them: the second of two, on the night the clocks go back. */
export function instantOf(words: string): Date | undefined {
  const [wall = '', nth = '0'] = words.split('#')
  return instantsOf(wall)[Number(nth)]
}

/** A post's words in the fields again; none for kinds that the composer does not write. */
export function partsOf({ clientId, kind, body, options }: WaitingPost): { kind: Composed; draft: Draft } | undefined {
  const of = (Object.keys(kinds) as Composed[]).find((it) => kinds[it] === kind)
  if (!of) return undefined
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const wall = (value: unknown) => (typeof value === 'string' ? wallOf(new Date(value)) : '')
  return {
    kind: of,
    draft: {
      ...blank,
      text: text(body['text'] ?? body['decision']), reason: text(body['reason']), owner: text(body['owner']), due: wall(body['due']),
      marking: options.marking ?? '', named: options.named ?? [], happened: wall(options.occurredAt), lateReason: options.lateReason ?? '',
      instead: clientId,
    },
  }
}
