// Member organisations, with how many people each has; the cell's administrators add one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schema } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { organisationsQuery, usePeople } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Title } from '../../parts/title'
import { PeopleMenu } from './menu'

type Kind = Schema<'OrganisationKindWord'>

const kinds: Record<Kind, string> = {
  'integrated-care-board': 'Integrated care board',
  'acute-trust': 'Acute trust',
  'ambulance-trust': 'Ambulance trust',
  council: 'Council',
  hospice: 'Hospice',
  supplier: 'Supplier',
  other: 'Other',
}

export default function Organisations() {
  const me = useMe()
  const organisations = useQuery(organisationsQuery)
  const people = usePeople().filter((it) => it.active)
  return (
    <>
      <Title>Organisations</Title>
      <PeopleMenu />
      {organisations.isPending && <Loading what="organisations" />}
      {organisations.isError && <Refused error={organisations.error} again={() => void organisations.refetch()} />}
      {organisations.data && (
        <Table caption="Organisations" captionHidden rows={organisations.data} rowKey={(it) => it.id} empty="There is no organisation yet." columns={[
          { head: 'Name', cell: (it) => it.name },
          { head: 'Kind', cell: (it) => kinds[it.kind] },
          { head: 'People', numeric: true, cell: (it) => people.filter((person) => person.organisation === it.id).length },
        ]} />
      )}
      {hasRole(me, 'cell-admin') && <Add />}
    </>
  )
}

function Add() {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('acute-trust')
  const [said, setSaid] = useState('')
  const add = async () => {
    await api.POST('/api/v1/organisations', { body: { name: name.trim(), kind } })
    setSaid(`${name.trim()} was added.`)
    setName('')
    await queries.invalidateQueries({ queryKey: ['organisations'] })
  }
  return (
    <section aria-labelledby="add">
      <h2 id="add">Add an organisation</h2>
      <Notice>{said}</Notice>
      <Form does="Add the organisation" save={add}>
        <TextField label="Name" value={name} change={setName} maxLength={200} autoComplete="off" />
        <SelectField label="Kind" value={kind} change={(value) => setKind(value as Kind)} options={Object.entries(kinds)} />
      </Form>
    </section>
  )
}
