// Checks a bundle beside the page, so that the page stays usable: takes the chosen files, says how far it is, and what it found.
import { verifyBundle, type Report, type Trust } from './bundle'
import { Fault } from './fault'
import { fromExport, fromFolder, Unreadable } from './files'
import { Malformed } from './note'

export interface Job { chosen: { name: string; file: Blob }[]; trust: Trust }
export type Said =
  | { is: 'progress'; words: string }
  | { is: 'verified'; report: Report }
  | { is: 'fault'; words: string; entry: number | undefined }
  | { is: 'failed'; words: string }

const say = (said: Said) => { postMessage(said) }

async function work({ chosen, trust }: Job): Promise<void> {
  say({ is: 'progress', words: 'Reading the bundle' })
  const [one] = chosen
  const files = chosen.length === 1 && one ? await fromExport(one.file) : await fromFolder(chosen)
  let last = 0
  const report = await verifyBundle(files, trust, (words) => {
    // A reader hears of it twice a second, not ten thousand times.
    if (performance.now() - last > 500) {
      last = performance.now()
      say({ is: 'progress', words })
    }
  })
  say({ is: 'verified', report })
}

addEventListener('message', (event: MessageEvent<Job>) => {
  work(event.data).catch((error: unknown) => {
    if (error instanceof Fault) say({ is: 'fault', words: error.message, entry: error.entry })
    else if (error instanceof Unreadable || error instanceof Malformed) say({ is: 'failed', words: error.message })
    else say({ is: 'failed', words: `The check could not be made: ${String(error)}. Check the bundle with ctac verify.` })
  })
})
