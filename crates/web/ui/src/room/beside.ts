// What of a room stands beside its timeline: all but what changes with every beat and every look, so that the panels are not drawn
// anew for it.
import type { Room } from './types'

const ticking = ['since', 'asOf', 'triesAt', 'head', 'seenUpTo'] as const satisfies readonly (keyof Room)[]

/** A room without what ticks. */
export type Beside = Omit<Room, (typeof ticking)[number]>

/** Whether two snapshots look the same beside the timeline. */
export function isSameBeside(one: { room: Beside }, other: { room: Beside }): boolean {
  const names = Object.keys(other.room).filter((it) => !ticking.some((name) => name === it)) as (keyof Beside)[]
  return names.every((name) => one.room[name] === other.room[name])
}
