// How long a page stands still: the longest task of its main thread while something is done, from Chromium's own trace.
import type { Browser, Page } from 'playwright-core'

/** The longest task, ms: by the clock, and by what its thread really worked. */
export interface Longest {
  wall: number
  own: number
}

interface TraceEvent {
  ph: string
  name: string
  pid: number
  tid: number
  /** Microseconds. */
  dur?: number
  tdur?: number
  args: { name?: string }
}

/** Does something, and says how long the longest task of a page took meanwhile. */
export async function longest(browser: Browser, page: Page, act: () => Promise<void>): Promise<Longest> {
  await browser.startTracing(page, { categories: ['-*', 'toplevel', 'devtools.timeline', '__metadata'] })
  await act()
  await frame(page)
  await frame(page)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mains = new Set(traceEvents.filter((it) => it.ph === 'M' && it.name === 'thread_name' && it.args.name === 'CrRendererMain').map(thread))
  const tasks = traceEvents.filter((it) => it.ph === 'X' && it.name.endsWith('RunTask') && mains.has(thread(it)))
  // A trace without tasks would be within every limit.
  if (tasks.length === 0) throw new Error('Chromium told of no task')
  const most = (of: (it: TraceEvent) => number) => tasks.reduce((ms, it) => Math.max(ms, of(it) / 1_000), 0)
  return { wall: most((it) => it.dur ?? 0), own: most((it) => it.tdur ?? 0) }
}

const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`

export function median(numbers: number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

export function frame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done())))
}
