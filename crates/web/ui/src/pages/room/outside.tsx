// The door of a room that one may not enter: what may be known of it, whom to ask, and breaking the glass.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { TextArea } from '../../parts/field'
import { SeverityTag, Tlp } from '../../parts/marks'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { statusWords } from '../../parts/choices'

/** `was`: the room was open, or the service knows it, and it may not be read (any more). */
export function Outside({ reference, was }: { reference: string; was: boolean }) {
  const me = useMe()
  const known = useQuery({
    queryKey: ['incidents', 'one', reference],
    queryFn: () => whole(api.GET('/api/v1/incidents/{id}', { params: { path: { id: reference } } })),
  })
  const incident = known.data
  // The room begins anew: nothing that was known before counts.
  const entered = () => location.reload()
  return (
    <>
      <Title caption={reference}>{incident ? (incident.readable ? 'You are a member of this incident' : 'You are not a member of this incident') : 'No such incident, or not for you'}</Title>
      {incident && (
        <p className="ctac-tags"><SeverityTag severity={incident.severity} /> <span>{statusWords(incident.status)}</span> <Tlp marking={incident.marking} />, declared <Time at={incident.declared_at} /></p>
      )}
      {incident?.readable && <p><button type="button" className="nhsuk-button" onClick={entered}>Open the room</button></p>}
      {was && <p role="alert">If you could read it before, your access has ended, and what this device kept of it is gone.</p>}
      {incident && !incident.readable && <p>Ask its lead, or any incident lead who is in it, to bring you in.</p>}
      {!incident && !known.isPending && <p>Check the number. An incident that you may not know of looks the same as none.</p>}
      {!incident?.readable && hasRole(me, 'incident-lead', 'auditor') && <BreakGlass reference={reference} entered={entered} />}
      <p><Link href="/incidents">All incidents that you may know of</Link></p>
    </>
  )
}

function BreakGlass({ reference, entered }: { reference: string; entered: () => void }) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const glass = useMutation({
    mutationFn: () => api.POST('/api/v1/incidents/{id}/break-glass', { params: { path: { id: reference } }, body: { reason: reason.trim() } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['incidents'] })
      entered()
    },
  })
  const ready = reason.trim() !== ''
  return (
    <form className="ctac-form ctac-glass" onSubmit={(event) => { event.preventDefault(); if (ready && !glass.isPending) glass.mutate() }}>
      <h2 className="nhsuk-heading-m">Break the glass</h2>
      <p>You can read this incident for a time without being a member. <strong>Every member is told, with your name and your reason, and it stays on the timeline.</strong></p>
      <TextArea label="Why you must read it" value={reason} change={setReason} rows={3} maxLength={2000} />
      {glass.isError && <Refused error={glass.error} />}
      <button className="nhsuk-button nhsuk-button--warning" disabled={!ready} aria-disabled={glass.isPending || undefined}>Break the glass</button>
    </form>
  )
}
