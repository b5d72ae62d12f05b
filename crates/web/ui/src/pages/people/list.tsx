// People of the cell: found by name, organisation or role; whether each can be reached, for whom that concerns.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Role } from '../../api/objects'
import { useMe } from '../../me'
import { Checkbox, SelectField, TextField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { organisationsQuery, peopleQuery, useOrganisations, type PersonView } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Title } from '../../parts/title'
import { PeopleMenu } from './menu'
import { roleOf, roles } from '../../parts/words'
import { mayAdd } from './may'
import { Proven, Reach } from './reach'

/** Rows that one look shows; the rest by a button. */
const PIECE = 100

export default function People() {
  const me = useMe()
  const people = useQuery(peopleQuery)
  const organisations = useOrganisations()
  useQuery(organisationsQuery)
  const [name, setName] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [role, setRole] = useState<Role | ''>('')
  const [trouble, setTrouble] = useState(false)
  const [shown, setShown] = useState(PIECE)
  const whose = (id: string) => organisations.find((it) => it.id === id)?.name ?? ''
  const wanted = name.trim().toLowerCase()
  const fits = (person: PersonView) =>
    (wanted === '' || (person.name ?? '').toLowerCase().includes(wanted)) && (organisation === '' || person.organisation === organisation) &&
    (role === '' || person.roles.includes(role)) && (!trouble || (person.active && (person.reachable === false || person.not_proven === true)))
  const found = (people.data ?? []).filter(fits).sort((one, other) => Number(other.active) - Number(one.active) || (one.name ?? '').localeCompare(other.name ?? ''))
  const knows = people.data?.some((it) => it.reachable !== null && it.reachable !== undefined && it.id !== me?.person)
  return (
    <>
      <Title>People</Title>
      <PeopleMenu />
      {mayAdd(me) && <p><Link href="/people/new" className="nhsuk-button nhsuk-button--secondary">Add a person</Link></p>}
      <form role="search" aria-label="People" className="ctac-row" onSubmit={(event) => event.preventDefault()}>
        <TextField label="Name" type="search" value={name} change={setName} width={20} />
        <SelectField label="Organisation" value={organisation} change={setOrganisation} options={[['', 'All'], ...organisations.map((it): [string, string] => [it.id, it.name])]} />
        <SelectField label="Role" value={role} change={(value) => setRole(value as Role | '')} options={[['', 'All'], ...roles.map((it): [string, string] => [it, roleOf(it)])]} />
      </form>
      {knows && <div className="nhsuk-checkboxes nhsuk-checkboxes--small nhsuk-u-margin-bottom-4"><Checkbox label="Only those who cannot be reached, or are not known to be" checked={trouble} change={setTrouble} /></div>}
      {people.isPending && <Loading what="people" />}
      {people.isError && <Refused error={people.error} again={() => void people.refetch()} />}
      {people.data && <p role="status">{found.length} of {people.data.length} people</p>}
      {people.data && (
        <Table caption="People" captionHidden rows={found.slice(0, shown)} rowKey={(it) => it.id} empty="Nobody fits. Use fewer letters of the name, or “All”." columns={[
          { head: 'Name', cell: (it) => <Link href={`/people/${it.id}`}>{it.name ?? 'Name erased'}</Link> },
          { head: 'Organisation', cell: (it) => whose(it.organisation) },
          { head: 'Roles', cell: (it) => it.roles.map(roleOf).join(', ') || 'None' },
          ...(knows ? [{ head: 'Reachable', cell: (it: PersonView) => <Reach person={it} /> }, { head: 'Last proven', cell: (it: PersonView) => <Proven person={it} /> }] : []),
        ]} />
      )}
      {found.length > shown && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => setShown(shown + PIECE)}>More: {found.length - shown}</button>}
    </>
  )
}
