// Adding a person: who, where, what; and, where they sign in, their first password, shown once to whoever adds them.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import type { Role } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { useOrganisations, type PersonView } from '../../parts/people'
import { Secret } from '../../parts/secret'
import { Title } from '../../parts/title'
import { mayAdd } from './may'
import { drawPassword } from './password'
import { RoleChoice } from './roles'

export default function NewPerson() {
  const me = useMe()
  const all = useOrganisations()
  const queries = useQueryClient()
  const organisations = hasRole(me, 'cell-admin') ? all : all.filter((it) => it.id === me?.organisation)
  const [name, setName] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [roles, setRoles] = useState<Role[]>(['responder'])
  const [username, setUsername] = useState('')
  const [made, setMade] = useState<{ person: PersonView; username: string; password?: string }>()
  if (me && !mayAdd(me)) return <><Title>Add a person</Title><p>Administrators add people. <Link href="/people">All people</Link></p></>
  const chosen = organisation || organisations[0]?.id || ''
  const add = async () => {
    const signsIn = username.trim() !== ''
    const password = signsIn ? drawPassword() : undefined
    const body = { name: name.trim(), organisation: chosen, roles, ...(signsIn && { username: username.trim(), password }) }
    const person = await whole(api.POST('/api/v1/people', { body }))
    setMade({ person, username: username.trim(), password })
    setName('')
    setUsername('')
    await queries.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <>
      <p className="ctac-back"><Link href="/people">All people</Link></p>
      <Title>Add a person</Title>
      {made && (
        <div role="status">
          <p><Link href={`/people/${made.person.id}`}>{made.person.name}</Link> was added. They add their own contacts under “My profile”: nobody can be paged before that.</p>
          {made.password && <Secret name={`The first password of ${made.username}`} value={made.password}>Tell it to them yourself, not by the network that may be down. They choose their own when they first sign in.</Secret>}
        </div>
      )}
      <Form does="Add the person" save={add}>
        <TextField label="Name" value={name} change={setName} maxLength={200} autoComplete="off" />
        <SelectField label="Organisation" value={chosen} change={setOrganisation} options={organisations.map((it) => [it.id, it.name])} />
        <RoleChoice roles={roles} change={setRoles} />
        <TextField label="With what name they sign in" hint="Empty: they do not sign in, and can prove no contact. You can give them a sign-in later. A first password is drawn, and shown once." value={username} change={setUsername} autoComplete="off" width={20} />
      </Form>
    </>
  )
}
