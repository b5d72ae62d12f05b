// Teams: people who stand in a rota under one name. Listed for all, edited by the administrators; an edit names the version it is of.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole } from '../../api/client'
import { Problem } from '../../api/problem'
import { TextField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { nameOf, Person, usePeople } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { DutyMenu } from './menu'
import { onCallQuery, teamsQuery, useChanged, useMay, type Team } from './data'
import { useDraft } from './draft'
import { Order } from './order'

export default function TeamsPage() {
  const teams = useQuery(teamsQuery)
  const onCall = useQuery(onCallQuery).data ?? []
  const may = useMay()
  const [open, setOpen] = useState<string>()
  const [said, say] = useState('')
  const done = (words: string) => { setOpen(undefined); say(words) }
  return (
    <>
      <Title>Teams</Title>
      <DutyMenu />
      <p role="status" className="ctac-said">{said}</p>
      {teams.error && <Refused error={teams.error} again={() => void teams.refetch()} />}
      {!teams.data && !teams.error && <Loading what="the teams" />}
      {teams.data?.length === 0 && <p className="ctac-empty">There is no team yet. A team stands in a rota for everybody in it.</p>}
      <ul className="ctac-duty-cards">
        {teams.data?.map((team) => (
          <li className="ctac-duty-card" key={team.id}>
            <h2 className="nhsuk-heading-s">{team.name}</h2>
            {team.members.length === 0 && <p className="ctac-empty">Nobody is in it.</p>}
            <ol className="nhsuk-list nhsuk-list--number">
              {team.members.map((id) => {
                const on = onCall.filter((it) => it.people.includes(id))
                return <li key={id}><Person id={id} whose />{on.length > 0 && <strong> on call: {on.map((it) => it.name).join(', ')}</strong>}</li>
              })}
            </ol>
            {may.configures && open !== team.id && <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => setOpen(team.id)}>Edit<span className="nhsuk-u-visually-hidden"> {team.name}</span></button>}
            {open === team.id && <Editor team={team} done={done} close={() => setOpen(undefined)} />}
          </li>
        ))}
      </ul>
      {may.configures && (open === 'new' ? <Editor done={done} close={() => setOpen(undefined)} /> : <button type="button" className="nhsuk-button" onClick={() => setOpen('new')}>Make a team</button>)}
    </>
  )
}

interface Draft {
  name: string
  members: string[]
  version: number
}

function Editor({ team, done, close }: { team?: Team; done: (words: string) => void; close: () => void }) {
  const people = usePeople()
  const changed = useChanged()
  const begin: Draft = team ? { name: team.name, members: team.members, version: team.version } : { name: '', members: [], version: 0 }
  const [draft, change, forget] = useDraft<Draft>(team ? `team-${team.id}` : 'team-new', begin)
  const name = (id: string) => nameOf(people, id)
  const body = { name: draft.name.trim(), members: draft.members }
  const save = useMutation({
    mutationFn: () => whole(team ? api.PUT('/api/v1/teams/{id}', { params: { path: { id: team.id }, header: { 'If-Match': `"${draft.version}"` } }, body }) : api.POST('/api/v1/teams', { body })),
    onSuccess: async () => { forget(); await changed(); done(`${body.name} was saved.`) },
    onError: (error) => { if (error instanceof Problem && error.status === 412) void changed() },
  })
  const behind = team && draft.version !== team.version
  const choices = people.filter((it) => it.active && !draft.members.includes(it.id)).map((it): [string, string] => [it.id, it.name ?? it.id]).sort((a, b) => a[1].localeCompare(b[1]))
  return (
    <form className="ctac-layer" onSubmit={(event) => { event.preventDefault(); if (!save.isPending && !behind) save.mutate() }}>
      {behind && (
        <div className="ctac-loud">
          <p><strong>Somebody else saved this team while you were editing it.</strong> It is now {team.name}: {team.members.map(name).join(', ') || 'nobody'}. Yours is {draft.name}: {draft.members.map(name).join(', ') || 'nobody'}.</p>
          <button type="button" className="ctac-press" onClick={() => change({ ...draft, version: team.version })}>Go on with mine</button> <button type="button" className="ctac-press" onClick={forget}>Take what stands</button>
        </div>
      )}
      <TextField label="Name of the team" value={draft.name} change={(text) => change({ ...draft, name: text })} maxLength={200} />
      <Order layer={draft.name || 'the team'} groups={draft.members.map((id) => [id])} change={(groups) => change({ ...draft, members: groups.map((group) => group[0]!).filter(Boolean) })} name={name} choices={choices} alone legend="People, in the order of their turns" />
      {save.error && <Refused error={save.error} />}
      <button type="submit" className="nhsuk-button" aria-disabled={save.isPending || behind || undefined}>Save the team</button>{' '}
      <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={close}>Close</button>
    </form>
  )
}
