// Bringing somebody into an incident, or changing what a member is there.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client'
import { SelectField, TextField } from '../../../parts/field'
import { useOrganisations, usePeople } from '../../../parts/people'
import { Refused } from '../../../parts/refused'
import { instantTyped } from '../../../parts/wall-time'
import { WhenField } from '../../../parts/when'
import { roomRoles, type RoomRole } from '../../../parts/choices'
import type { Beside } from '../../../room/beside'
import { Fold } from './panel'

const empty = { person: '', role: 'responder' as RoomRole, until: '', reason: '' }

export function Invite({ room }: { room: Beside }) {
  const [typed, setTyped] = useState(empty)
  const [told, setTold] = useState('')
  const choices = useChoices(room)
  const incident = room.incident
  const invite = useMutation({
    mutationFn: () => api.PUT('/api/v1/incidents/{id}/members/{person}', {
      params: { path: { id: incident?.id ?? '', person: typed.person } },
      body: { role: typed.role, until: instantTyped(typed.until) ?? null, reason: typed.reason.trim() || null },
    }),
    onSuccess: () => {
      setTold(`${choices.find(([id]) => id === typed.person)?.[1] ?? 'They'} is a member now.`)
      setTyped(empty)
    },
  })
  const change = (part: Partial<typeof empty>) => setTyped((before) => ({ ...before, ...part }))
  // A lead is brought in only while there is none: otherwise the lead is handed over.
  const roles = roomRoles.filter((it) => it.value !== 'lead' || incident?.lead === null)
  return (
    <Fold label="Bring somebody in, or change what they are">
      <form onSubmit={(event) => { event.preventDefault(); if (typed.person && !invite.isPending) invite.mutate() }}>
        <SelectField label="Person" value={typed.person} change={(person) => { change({ person }); setTold('') }} options={[['', 'Choose'], ...choices]} />
        <SelectField label="As" value={typed.role} change={(role) => change({ role: role as RoomRole })}
          options={roles.map((it) => [it.value, `${it.words}: ${it.hint.toLowerCase()}`])} />
        <WhenField label="Until when (optional)" value={typed.until} change={(until) => change({ until })} hint="UK time. Empty: until they are taken out" />
        <TextField label="Why (optional)" value={typed.reason} change={(reason) => change({ reason })} maxLength={2000} />
        {invite.isError && <Refused error={invite.error} />}
        <button className="nhsuk-button nhsuk-button--small" disabled={!typed.person} aria-disabled={invite.isPending || undefined}>Bring in</button>
        <p role="status" className="ctac-faint">{told}</p>
      </form>
    </Fold>
  )
}

/** Everybody of the cell, by organisation and name; who is a member already says so. */
function useChoices(room: Beside): [string, string][] {
  const people = usePeople()
  const organisations = useOrganisations()
  const all = people.filter((it) => it.active).map((it) => {
    const organisation = organisations.find((one) => one.id === it.organisation)?.name ?? ''
    const member = room.members.has(it.id) ? ', a member' : ''
    return { id: it.id, words: `${it.name ?? 'Somebody'} (${organisation})${member}` }
  })
  return all.sort((one, other) => one.words.localeCompare(other.words)).map((it) => [it.id, it.words])
}
