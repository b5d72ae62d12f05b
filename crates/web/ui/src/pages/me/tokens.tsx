// My API tokens: for programs that act as me; each secret is shown once.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { Confirm } from '../../parts/confirm'
import { SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Secret } from '../../parts/secret'
import { Table } from '../../parts/table'
import { Time } from '../../parts/time'
import { MyPage } from './frame'

const DAY = 86_400_000

export default function Tokens() {
  const queries = useQueryClient()
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: async () => (await whole(api.GET('/api/v1/tokens'))).items })
  const [label, setLabel] = useState('')
  const [days, setDays] = useState('90')
  const [made, setMade] = useState<Schema<'TokenMade'> & { label: string }>()
  const again = () => queries.invalidateQueries({ queryKey: ['tokens'] })
  const make = async () => {
    const expires_at = days === '' ? null : new Date(Date.now() + Number(days) * DAY).toISOString()
    const data = await whole(api.POST('/api/v1/tokens', { body: { label: label.trim(), expires_at } }))
    setMade({ ...data, label: label.trim() })
    setLabel('')
    await again()
  }
  return (
    <MyPage title="My API tokens">
      <p>A program that has a token may do all that you may. Revoke what you do not use.</p>
      {made && <Secret name={`The token “${made.label}”`} value={made.token}>Send it as “Authorization: Bearer” and the token.</Secret>}
      {tokens.isPending && <Loading what="your tokens" />}
      {tokens.isError && <Refused error={tokens.error} again={() => void again()} />}
      {tokens.data && (
        <Table caption="Tokens" captionHidden rows={tokens.data} rowKey={(it) => it.id} empty="You have no token. Make one for a program that is to act as you." columns={[
          { head: 'Name', cell: (it) => it.label },
          { head: 'Made', cell: (it) => <Time at={it.created_at} /> },
          { head: 'Works until', cell: (it) => (it.expires_at ? <Time at={it.expires_at} /> : 'it is revoked') },
          { head: 'Revoke', cell: (it) => (
            <Confirm small kind="warning" button={`Revoke ${it.label}`} title={`Revoke “${it.label}”?`} does="Revoke it" act={() => api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: it.id } } })} done={() => void again()}>
              <p>Programs that use it are refused from now on. It cannot be undone.</p>
            </Confirm>
          ) },
        ]} />
      )}
      <h2>Make a token</h2>
      <Form does="Make a token" save={make}>
        <TextField label="What it is for" value={label} change={setLabel} maxLength={200} autoComplete="off" />
        <SelectField label="It works for" value={days} change={setDays} options={[['30', '30 days'], ['90', '90 days'], ['365', 'a year'], ['', 'until it is revoked']]} />
      </Form>
    </MyPage>
  )
}
