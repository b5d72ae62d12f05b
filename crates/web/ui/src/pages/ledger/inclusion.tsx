// One entry of an incident: that it stands in the signed log at its place, checked in this browser.
import { useState } from 'react'
import { api, whole } from '../../api/client'
import { decimal, fromHex } from '../../ledger/bytes'
import { inclusion } from '../../ledger/merkle'
import { Act } from '../../parts/act'
import { TextField } from '../../parts/field'
import { hashesOf } from './consistency'
import { current } from './ledger'
import { Verdict, type Found } from './verdict'

/** Checks the leaf at a position of the log against a checkpoint that is signed now. */
export async function stands(position: number): Promise<Found> {
  const { opened } = await current(true)
  const { size, root } = opened.checkpoint
  if (position >= size) return { holds: false, words: `The log has ${size} entries: positions go from 0 to ${size - 1}.` }
  const proof = await whole(api.GET('/api/v1/ledger/proof/inclusion', { params: { query: { position: String(position), size: String(size) } } }))
  const leaf = fromHex(proof.leaf_hash)
  const fault = leaf ? await inclusion(position, size, leaf, hashesOf(proof.path), root) : 'the leaf hash is none'
  const signed = opened.signed === 'holds' ? 'whose signature holds' : 'whose signature this browser could not check'
  return fault ? { holds: false, words: `The log does not show that entry: ${fault}.` } : {
    holds: true, words: `The leaf ${proof.leaf_hash} stands at position ${position} of the ${size} entries under the checkpoint ${signed}. ${proof.path.length} hashes led from it to the root. What the entry says is opened by its incident’s bundle, below.`,
  }
}

/** Where an entry of an incident stands in the whole log. */
async function positionOf(incident: string, seq: number): Promise<number> {
  const read = await whole(api.GET('/api/v1/incidents/{id}/entries', { params: { path: { id: incident }, query: { after: String(seq - 1) } } })) as unknown as { entries: { seq: number; position?: number }[] }
  const entry = read.entries.find((it) => it.seq === seq)
  if (entry?.position === undefined) throw new Error(`${incident} has no entry ${seq} that you may place. Give its position in the log instead.`)
  return entry.position
}

export function Inclusion() {
  const [incident, setIncident] = useState('')
  const [number, setNumber] = useState('')
  const [found, setFound] = useState<Found>()
  const check = async () => {
    const at = decimal(number.trim())
    if (at === undefined) throw new Error('Give a whole number, such as 142.')
    if (incident.trim() !== '' && at === 0) throw new Error('Entries of an incident are numbered from 1.')
    setFound(await stands(incident.trim() === '' ? at : await positionOf(incident.trim(), at)))
  }
  return (
    <section aria-labelledby="inclusion" className="ctac-rb-check">
      <h2 className="nhsuk-heading-m" id="inclusion">Does an entry stand in the log?</h2>
      <TextField label="Incident (optional)" hint="Such as CTAC-2026-0001. Without it, the number is the position in the whole log, from 0." value={incident} change={(text) => { setIncident(text); setFound(undefined) }} width={20} />
      <TextField label={incident.trim() === '' ? 'Position in the log' : 'Number of the entry'} inputMode="numeric" value={number} change={(text) => { setNumber(text); setFound(undefined) }} width={10} />
      <Act does={check} disabled={number.trim() === ''}>Check it</Act>
      <Verdict found={found} />
    </section>
  )
}
