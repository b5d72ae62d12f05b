// What is done about a legal clock that runs, by whoever answers for it or steers the incident: stopped with its reference or reason,
// given to somebody, or said to have been started by mistake.
import { useState, type ReactNode } from 'react'
import { api } from '../../../api/client'
import { Act } from '../../../parts/act'
import { SelectField, TextField } from '../../../parts/field'
import { nameOf, usePeople } from '../../../parts/people'
import type { Beside } from '../../../room/beside'
import { Fold } from './panel'
import type { Clock } from './told'

/** Characters of the longest reason, and of the longest reference. */
const REASON = 2_000
const REFERENCE = 200

export function ClockActs({ room, clock }: { room: Beside; clock: Clock }) {
  const path = { id: room.incident?.id ?? '', clock: clock.id }
  return (
    <>
      <Stop path={path} name={clock.name} />
      <Owner path={path} room={room} owner={clock.owner} />
      <Reasoned label="It should not have been started" does={(reason) => api.POST('/api/v1/incidents/{id}/clocks/{clock}/void', { params: { path }, body: { reason } })}>Take it back</Reasoned>
    </>
  )
}

type Path = { id: string; clock: string }

function Stop({ path, name }: { path: Path; name: string }) {
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState('')
  const body = { reference: reference.trim() || null, reason: reason.trim() || null }
  return (
    <Fold label="Stop it">
      <p>It stops once whoever must be told was told, or nobody need be.</p>
      <TextField label="Reference of the report" hint="As whoever was told gave it" value={reference} change={setReference} maxLength={REFERENCE} />
      <TextField label="Or why nobody need be told" value={reason} change={setReason} maxLength={REASON} />
      <Act small disabled={!body.reference && !body.reason} does={() => api.POST('/api/v1/incidents/{id}/clocks/{clock}/stop', { params: { path }, body })}>
        Stop the clock<span className="nhsuk-u-visually-hidden">: {name}</span>
      </Act>
    </Fold>
  )
}

function Owner({ path, room, owner }: { path: Path; room: Beside; owner: string | null }) {
  const people = usePeople()
  const [to, setTo] = useState('')
  const members = [...room.members.keys()].filter((id) => id !== owner).map((id): [string, string] => [id, nameOf(people, id)])
  return (
    <Fold label="Say who answers for it">
      <SelectField label="Who" value={to} change={setTo} options={[['', 'Choose a member'], ...members]} />
      <Act small kind="secondary" disabled={!to} does={() => api.PUT('/api/v1/incidents/{id}/clocks/{clock}/owner', { params: { path }, body: { owner: to } })} done={() => setTo('')}>They answer for it</Act>
    </Fold>
  )
}

function Reasoned({ label, children, does }: { label: string; children: ReactNode; does: (reason: string) => Promise<unknown> }) {
  const [reason, setReason] = useState('')
  return (
    <Fold label={label}>
      <TextField label="Why" value={reason} change={setReason} maxLength={REASON} required />
      <Act small kind="warning" disabled={reason.trim() === ''} does={() => does(reason.trim())}>{children}</Act>
    </Fold>
  )
}
