// The room's frames as they come: parsed within bounds, told apart by `type`. A frame of a type that is not known is passed over:
// a newer service may send it.
import type { components } from '../generated/room'
import type { Action, CallOut, Incident, Marked, Membership, OnCall, Page, Present, Run } from './types'

type Wire = components['schemas']

/** Characters of the longest frame that is read: a welcome of a room of a thousand members is a fifth of it. */
export const LONGEST_FRAME = 4_000_000

export type EntryFrame = Wire['entry'] | Wire['withheld']

export interface Welcome {
  type: 'welcome'
  you: { person: string; organisation: string; may_post: boolean }
  head: number
  state: {
    incident?: Incident
    members?: Record<string, Membership>
    actions?: Action[]
    pages?: Page[]
    runs?: Run[]
    call_outs?: CallOut[]
    marked?: Marked[]
    on_call?: OnCall[]
  }
}

/** A refusal, as the REST interface words it. */
export interface ProblemBody {
  type?: string
  title?: string
  detail?: string
  status?: number
  retry_after?: number
}

export type Frame =
  | Welcome
  | EntryFrame
  | Wire['posted']
  | { type: 'refused'; client_id: string; problem: ProblemBody }
  | { type: 'presence'; people: Present[] }
  | Wire['on-call']
  | Wire['beat']
  | Wire['bye']

const types = ['welcome', 'entry', 'withheld', 'posted', 'refused', 'presence', 'on-call', 'beat', 'bye']
const numbered = { entry: 'seq', withheld: 'seq', posted: 'seq', welcome: 'head', beat: 'head' } as const

/** Reads a frame; `unknown` for a type that is not of this version, `broken` for what is no frame at all. */
export function parse(text: unknown): Frame | 'unknown' | 'broken' {
  if (typeof text !== 'string' || text.length > LONGEST_FRAME) return 'broken'
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return 'broken'
  }
  return check(frame)
}

/** The same of what was parsed already, as the entries of a page are. */
export function check(frame: unknown): Frame | 'unknown' | 'broken' {
  if (typeof frame !== 'object' || frame === null || !('type' in frame)) return 'broken'
  const members = frame as Record<string, unknown>
  const type = members['type']
  if (typeof type !== 'string') return 'broken'
  if (!types.includes(type)) return 'unknown'
  const number = numbered[type as keyof typeof numbered]
  if (number && !Number.isSafeInteger(members[number])) return 'broken'
  return frame as Frame
}
