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
  if (number && !isCount(members[number])) return 'broken'
  return shaped(type, members) ? (frame as Frame) : 'broken'
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
/** Whether each of these that is there is so. */
const each = (members: Record<string, unknown>, names: string[], is: (value: unknown) => boolean) => names.every((name) => members[name] === undefined || is(members[name]))

/** Whether a frame has the parts that are read of it without asking: a frame that has not must not stop the page. */
function shaped(type: string, members: Record<string, unknown>): boolean {
  switch (type) {
    case 'entry':
      return [members['kind'], members['actor'], members['marking'], members['recorded_at']].every(isText)
        && (members['body'] === null || isObject(members['body'])) && each(members, ['changed', 'named'], Array.isArray)
        && (members['changed'] as unknown[] | undefined ?? []).every(isObject)
    case 'withheld':
      return isText(members['marking'])
    case 'welcome': {
      const state = members['state']
      return isObject(state) && isObject(members['you']) && each(state as Record<string, unknown>, ['actions', 'pages', 'runs', 'call_outs', 'marked', 'on_call'], Array.isArray)
        && each(state as Record<string, unknown>, ['incident', 'members'], isObject)
    }
    case 'presence':
      return Array.isArray(members['people'])
    case 'on-call':
      return Array.isArray(members['rotas'])
    case 'posted':
      return isText(members['client_id'])
    case 'refused':
      return isText(members['client_id']) && isObject(members['problem'])
    default:
      return true
  }
}
