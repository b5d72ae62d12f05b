// One person: where they belong, what they are, whether they can be reached; and, for who administers them, changing that.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api } from '../../api/client'
import type { Role } from '../../api/objects'
import { useMe } from '../../me'
import { Act } from '../../parts/act'
import { Confirm } from '../../parts/confirm'
import { TextArea } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { Organisation, peopleQuery, type PersonView } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { roleOf } from '../../parts/words'
import { mayGiveSignIn, mayManage } from './may'
import { Proven, Reach } from './reach'
import { RoleChoice } from './roles'
import { SignIn } from './sign-in'

export default function PersonPage() {
  const { id } = useParams<{ id: string }>()
  const people = useQuery(peopleQuery)
  const person = people.data?.find((it) => it.id === id)
  if (people.isPending) return <Loading what="the person" />
  if (people.isError) return <><Title>A person</Title><Refused error={people.error} again={() => void people.refetch()} /></>
  if (!person) return <><Title>No such person</Title><p>There is nobody of this id in the directory. <Link href="/people">All people</Link></p></>
  return <Shown key={person.id} person={person} />
}

function Shown({ person }: { person: PersonView }) {
  const me = useMe()
  const queries = useQueryClient()
  const [said, setSaid] = useState('')
  const changed = async (words: string) => { setSaid(words); await queries.invalidateQueries({ queryKey: ['people'] }) }
  const own = me?.person === person.id
  const manages = mayManage(me, person) && person.active
  const rows: [string, React.ReactNode][] = [
    ['Organisation', <Organisation id={person.organisation} />],
    ['Roles', person.roles.map(roleOf).join(', ') || 'None'],
    ['Reachable', <Reach person={person} />],
    ['Last proven', <Proven person={person} />],
  ]
  return (
    <>
      <p className="ctac-back"><Link href="/people">All people</Link></p>
      <Title caption="Person">{person.name ?? 'Name erased'}</Title>
      <Notice>{said}</Notice>
      <dl className="nhsuk-summary-list">
        {rows.map(([key, value]) => (
          <div key={key} className="nhsuk-summary-list__row nhsuk-summary-list__row--no-actions"><dt className="nhsuk-summary-list__key">{key}</dt><dd className="nhsuk-summary-list__value">{value}</dd></div>
        ))}
      </dl>
      {own && <p>This is you. <Link href="/me">Your contacts and rules</Link> are yours alone to change.</p>}
      {manages && (
        <>
          {person.reachable && !own && <TestThem person={person} />}
          <ChangeRoles person={person} changed={changed} />
          {mayGiveSignIn(me, person) && <SignIn person={person} />}
          {!own && <Deactivate person={person} changed={changed} />}
        </>
      )}
    </>
  )
}

function TestThem({ person }: { person: PersonView }) {
  return (
    <section aria-labelledby="test">
      <h2 id="test">Test page</h2>
      <p>A test page follows their rules for S1; every message says TEST, and nobody else is woken. When they answer it, “last proven” above says so.</p>
      <Act kind="secondary" does={() => api.POST('/api/v1/people/{id}/test-page', { params: { path: { id: person.id } }, body: { severity: 'S1' } })}>Page them, as a test</Act>
    </section>
  )
}

function ChangeRoles({ person, changed }: { person: PersonView; changed: (said: string) => Promise<void> }) {
  const [roles, setRoles] = useState<Role[]>(person.roles)
  const save = async () => {
    await api.PUT('/api/v1/people/{id}/roles', { params: { path: { id: person.id } }, body: { roles } })
    await changed('The roles were saved.')
  }
  return (
    <section aria-labelledby="roles">
      <h2 id="roles">Roles</h2>
      <Form does="Save the roles" save={save}><RoleChoice roles={roles} change={setRoles} /></Form>
    </section>
  )
}

function Deactivate({ person, changed }: { person: PersonView; changed: (said: string) => Promise<void> }) {
  const [reason, setReason] = useState('')
  return (
    <section aria-labelledby="leaves">
      <h2 id="leaves">When they leave</h2>
      <p>Their sessions, tokens and calendar feeds end at once, and nobody pages them any more. What they did stays on record. It cannot be undone here.</p>
      <Confirm kind="warning" button="Deactivate" title={`Deactivate ${person.name ?? 'this person'}?`} does="Deactivate" done={() => void changed('They have left.')}
        act={() => api.POST('/api/v1/people/{id}/deactivate', { params: { path: { id: person.id } }, body: { reason } })}>
        <p>They are signed out everywhere, and are paged no more. Rotas and policies that name them will have nobody in their place.</p>
        <TextArea label="Why" value={reason} change={setReason} rows={2} required />
      </Confirm>
    </section>
  )
}
