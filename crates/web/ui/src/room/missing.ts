// Fetches by plain HTTP what this device did not keep of a timeline: what lies before its first entry, and the text of RED entries.
import type { EntryFrame } from './frames'
import { PAGE } from './limits'
import type { Ports } from './line'
import { page } from './polling'
import type { Entry } from './types'

type Range = { from: number; to: number }

/** The stretch that is missing, the nearest to the end first; none when all is here. */
export function missing(entries: readonly Entry[]): Range | undefined {
  const first = entries[0]?.seq ?? 1
  const at = entries.findLastIndex((entry) => entry.type === 'entry' && entry.absent)
  const absent = entries[at]
  if (absent) return { from: absent.seq, to: absent.seq }
  return first > 1 ? { from: Math.max(1, first - PAGE), to: first - 1 } : undefined
}

/** Fetches until nothing is missing; `got` is given whole stretches. False: the service did not give one. */
export async function fetchMissing(ports: Ports, incident: string, entries: () => readonly Entry[], got: (frames: EntryFrame[]) => void): Promise<boolean> {
  for (let range = missing(entries()); range; range = missing(entries())) {
    const frames: EntryFrame[] = []
    while ((frames.at(-1)?.seq ?? range.from - 1) < range.to) {
      const after = frames.at(-1)?.seq ?? range.from - 1
      const piece = await page(ports, incident, { after, limit: range.to - after })
      if ('status' in piece || piece.entries.length === 0) return false
      frames.push(...piece.entries)
    }
    got(frames)
  }
  return true
}
