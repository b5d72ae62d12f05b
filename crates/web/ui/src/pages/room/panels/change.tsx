// The forms that change an incident's lead, severity and status. Each is an entry of the timeline, with why.
import { useState } from 'react'
import { Checkbox, Radios, SelectField, TextField } from '../../../parts/field'
import { nameOf, usePeople } from '../../../parts/people'
import { certainties, levels, severities, statuses, statusWords, type Severity, type Status } from '../../../parts/choices'
import type { Incident } from '../../../room/use-room'
import type { Beside } from '../../../room/beside'
import { Fold } from './panel'
import { Sending } from './sending'
import { usePost } from './use-post'

/** Characters of the longest reason. */
const REASON = 2_000

export function ChangeLead({ room }: { room: Beside }) {
  const people = usePeople()
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const posting = usePost(room, () => { setTo(''); setReason('') })
  const choices = [...room.members].filter(([id, it]) => it.role !== 'observer' && id !== room.incident?.lead)
  const options = choices.map(([id]): [string, string] => [id, nameOf(people, id)])
  return (
    <Fold label="Hand over the lead">
      <form onSubmit={(event) => { event.preventDefault(); if (to) posting.send('incident.lead_changed', { to, reason: reason.trim() || null }) }}>
        <SelectField label="To whom" value={to} change={setTo} options={[['', 'Choose a member'], ...options]} />
        <TextField label="Why (optional)" value={reason} change={setReason} maxLength={REASON} />
        <Sending posting={posting} live={room.state === 'live'} disabled={!to}>Hand over</Sending>
      </form>
    </Fold>
  )
}

export function ChangeSeverity({ room, incident }: { room: Beside; incident: Incident }) {
  const [to, setTo] = useState<Severity | ''>('')
  const [reason, setReason] = useState('')
  const posting = usePost(room, () => { setTo(''); setReason('') })
  const ready = to !== '' && to !== incident.severity && reason.trim() !== ''
  return (
    <Fold label="Change the severity">
      <form onSubmit={(event) => { event.preventDefault(); if (ready) posting.send('incident.severity_changed', { to, reason: reason.trim() }) }}>
        <Radios label="To" value={to} change={(value) => setTo(value as Severity)} options={severities.filter((it) => it.value !== incident.severity)} />
        <TextField label="Why" value={reason} change={setReason} maxLength={REASON} required />
        <Sending posting={posting} live={room.state === 'live'} disabled={!ready}>Change the severity</Sending>
      </form>
    </Fold>
  )
}

/** The NCSC's category: what the cell takes it to be, or what the NCSC has said. */
export function ChangeCategory({ room, incident }: { room: Beside; incident: Incident }) {
  const [level, setLevel] = useState('')
  const [certainty, setCertainty] = useState('indicative')
  const [reason, setReason] = useState('')
  const posting = usePost(room, () => { setLevel(''); setReason('') })
  const ready = level !== '' && reason.trim() !== ''
  return (
    <Fold label={incident.category ? 'Change the category' : 'Give it a category'}>
      <form onSubmit={(event) => { event.preventDefault(); if (ready) posting.send('incident.category_changed', { to: { level, certainty }, reason: reason.trim() }) }}>
        <SelectField label="Category of the NCSC’s" value={level} change={setLevel} options={[['', 'Choose'], ...levels.map((it): [string, string] => [it.value, it.words])]} />
        <Radios label="Who says so" value={certainty} change={setCertainty} options={certainties} />
        <TextField label="Why" value={reason} change={setReason} maxLength={REASON} required />
        <Sending posting={posting} live={room.state === 'live'} disabled={!ready}>{incident.category ? 'Change the category' : 'Give it this category'}</Sending>
      </form>
    </Fold>
  )
}

/** What these mean is asked for again before they are posted. */
const grave: Partial<Record<Status, string>> = {
  'stood-down': 'I know that the cell stands down: nobody is expected to work on it.',
  closed: 'I know that the timeline then takes corrections and late entries only.',
}

export function ChangeStatus({ room, incident }: { room: Beside; incident: Incident }) {
  const [to, setTo] = useState<Status | ''>('')
  const [reason, setReason] = useState('')
  const [sure, setSure] = useState(false)
  const posting = usePost(room, () => { setTo(''); setReason(''); setSure(false) })
  const asks = to && grave[to]
  const ready = to !== '' && to !== incident.status && reason.trim() !== '' && (!asks || sure)
  return (
    <Fold label={incident.status === 'closed' ? 'Open it again' : 'Change the status'}>
      <form onSubmit={(event) => { event.preventDefault(); if (ready) posting.send('incident.status_changed', { to, reason: reason.trim() }) }}>
        <Radios label={`From ${statusWords(incident.status).toLowerCase()} to`} value={to} change={(value) => { setTo(value as Status); setSure(false) }}
          options={statuses.filter((it) => it.value !== incident.status)} />
        <TextField label="Why" value={reason} change={setReason} maxLength={REASON} required />
        {asks && <div className="nhsuk-form-group nhsuk-checkboxes nhsuk-checkboxes--small"><Checkbox label={asks} checked={sure} change={setSure} /></div>}
        <Sending posting={posting} live={room.state === 'live'} disabled={!ready}>Change the status</Sending>
      </form>
    </Fold>
  )
}
