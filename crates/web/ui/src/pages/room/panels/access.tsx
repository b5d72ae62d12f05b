// Taking the timeline away, verifiable by anybody; and having an entry's text erased, which two people must want.
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { api } from '../../../api/client'
import { Act } from '../../../parts/act'
import { TextArea, TextField } from '../../../parts/field'
import { Person } from '../../../parts/people'
import { Refused } from '../../../parts/refused'
import type { Beside } from '../../../room/beside'
import { EntryLink } from './entry-link'
import type { May } from './may'
import { Fold, Panel } from './panel'
import { erasuresAsked } from './told'

export function Access({ room, may }: { room: Beside; may: May }) {
  const { entries, marked } = room
  const asked = useMemo(() => erasuresAsked(entries, marked), [entries, marked])
  const incident = room.incident
  if (!incident) return null
  return (
    <Panel id="access" title="Export and erasure" open={may.erase && asked.length > 0} wants={asked.length > 0} count={asked.length > 0 ? `${asked.length} to approve` : undefined}>
      <p>
        <a className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href={`/api/v1/incidents/${incident.id}/export`} download={`${incident.reference}.jsonl`}>Export the timeline</a>
      </p>
      <p className="ctac-faint">A file that anybody can check offline with <code>ctac verify</code>. What you may not read is in it as stubs that verify. The export is on the timeline.</p>
      {asked.map((it) => (
        <div className="ctac-room-card" key={it.asked}>
          <p><Person id={it.by} /> asks that the text of <EntryLink seq={it.seq} /> be erased (<EntryLink seq={it.asked} />).</p>
          <p className="ctac-words">Because: {it.reason}</p>
          {may.erase && it.by !== room.you?.person && (
            <Act small kind="warning" does={() => api.POST('/api/v1/incidents/{id}/erasures/{seq}/approve', { params: { path: { id: incident.id, seq: it.seq } } } as never)}>Erase the text of #{it.seq}</Act>
          )}
          {it.by === room.you?.person && <p className="ctac-faint">Somebody else must approve it.</p>}
        </div>
      ))}
      {may.erase && <Ask incident={incident.id} />}
    </Panel>
  )
}

function Ask({ incident }: { incident: string }) {
  const [seq, setSeq] = useState('')
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => api.POST('/api/v1/incidents/{id}/erasures', { params: { path: { id: incident } }, body: { seq: Number(seq), reason: reason.trim() } }),
    onSuccess: () => { setSeq(''); setReason('') },
  })
  const ready = Number(seq) > 0 && reason.trim() !== ''
  return (
    <Fold label="Ask for an entry’s text to be erased">
      <form onSubmit={(event) => { event.preventDefault(); if (ready && !ask.isPending) ask.mutate() }}>
        <p>For what must not be kept, such as a patient’s name. Its place and its proof stay; a second person must approve.</p>
        <TextField label="Number of the entry" type="number" inputMode="numeric" width={5} value={seq} change={setSeq} />
        <TextArea label="Why" rows={2} value={reason} change={setReason} maxLength={2000} hint="Do not repeat here what is to be erased" />
        {ask.isError && <Refused error={ask.error} />}
        <button className="nhsuk-button nhsuk-button--small" disabled={!ready} aria-disabled={ask.isPending || undefined}>Ask</button>
        <p role="status" className="ctac-faint">{ask.isSuccess && 'Asked: it is on the timeline.'}</p>
      </form>
    </Fold>
  )
}
