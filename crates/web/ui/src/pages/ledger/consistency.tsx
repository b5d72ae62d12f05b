// A checkpoint that somebody kept, against the log as it is now: that the log only grew, checked in this browser.
import { useState } from 'react'
import { api, whole } from '../../api/client'
import { fromHex, type Bytes } from '../../ledger/bytes'
import { consistency } from '../../ledger/merkle'
import { openCheckpoint, pasted, readKey } from '../../ledger/note'
import { Act } from '../../parts/act'
import { TextArea } from '../../parts/field'
import { current, SIGNED } from './ledger'
import { Verdict, type Found } from './verdict'

/** Hashes as the service writes them; one that is none makes the proof none. */
export const hashesOf = (path: string[]): Bytes[] => path.map((hash) => fromHex(hash) ?? new Uint8Array())

export async function continues(kept: string): Promise<Found> {
  const now = await current(true)
  const key = await readKey(now.key)
  const old = await openCheckpoint(pasted(kept), key)
  if (old.signed === 'bad' || old.signed === 'not-signed') return { holds: false, words: `The checkpoint that you pasted is not one of this log. ${SIGNED[old.signed]}.` }
  const [from, to] = [old.checkpoint, now.opened.checkpoint]
  if (from.size > to.size) return { holds: false, words: `Your checkpoint covers ${from.size} entries, the log now only ${to.size}: entries are gone.` }
  const proof = await whole(api.GET('/api/v1/ledger/proof/consistency', { params: { query: { from: String(from.size), to: String(to.size) } } }))
  const fault = await consistency(from.size, from.root, to.size, to.root, hashesOf(proof.path))
  const signed = old.signed === 'holds' && now.opened.signed === 'holds' ? '' : ' The signatures were not checked: this browser does not know Ed25519.'
  return fault
    ? { holds: false, words: `The log does not continue your checkpoint of ${from.size} entries: ${fault}. Its history was changed. Keep your checkpoint, and tell the other organisations.` }
    : { holds: true, words: `The first ${from.size} entries of the log are as they were when your checkpoint was signed; ${to.size - from.size} came since, ${to.size} in all.${signed}` }
}

export function Consistency() {
  const [kept, setKept] = useState('')
  const [found, setFound] = useState<Found>()
  return (
    <section aria-labelledby="consistency" className="ctac-rb-check">
      <h2 className="nhsuk-heading-m" id="consistency">Is the log still the one that I hold a checkpoint of?</h2>
      <TextArea label="Your checkpoint" hint="The whole signed note, as you kept it: three lines, an empty one, and the line that begins with —." rows={6} value={kept} change={(text) => { setKept(text); setFound(undefined) }} />
      <Act does={async () => setFound(await continues(kept))} disabled={kept.trim() === ''}>Compare it with the log now</Act>
      <Verdict found={found} />
    </section>
  )
}
