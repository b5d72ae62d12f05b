// A situation report that a run drafted: put into somebody's own words and sent. What is typed is kept on the device until it is sent.
import { useCallback } from 'react'
import { api } from '../../../api/client'
import { Act } from '../../../parts/act'
import { useDraft } from '../../../parts/draft'
import { TextArea } from '../../../parts/field'
import { Fold } from './panel'
import type { Sitrep } from './told'

/** Characters of the longest text of an entry. */
const LONGEST = 8_192

export function SitrepDraft({ sitrep: { id, run, number, draft } }: { sitrep: Sitrep }) {
  const empty = useCallback(() => ({ text: draft }), [draft])
  const [{ text }, change, forget] = useDraft(`sitrep/${id}`, empty)
  const send = () => api.POST('/api/v1/runs/{id}/sitreps/{sitrep}/send', { params: { path: { id: run, sitrep: id } }, body: { text: text.trim() } })
  return (
    <Fold label="Read it through and send it">
      <TextArea label={`Situation report ${number}`} hint="Drafted from what the room knows: say it in your own words. Every member will read it, and it cannot be changed." rows={8} maxLength={LONGEST} value={text} change={(text) => change({ text })} />
      <Act small disabled={text.trim() === ''} does={send} done={forget}>Send it<span className="nhsuk-u-visually-hidden">: situation report {number}</span></Act>
    </Fold>
  )
}
