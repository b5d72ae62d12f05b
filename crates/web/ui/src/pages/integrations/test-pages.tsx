// The cell's monthly test pages: on or off, and by which of each person's rules.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import type { Severity } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Radios, SelectField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { usePeople } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { severityOptions } from '../../parts/words'
import { IntegrationsPage } from './frame'

/** The setting with its version, which is its `ETag`. */
async function read() {
  const { data, response } = await api.GET('/api/v1/test-pages')
  if (!data) throw new Error('The service answered nothing where it should have.')
  return { ...data, version: Number((response.headers.get('ETag') ?? '"0"').replaceAll('"', '')) }
}
type Read = Awaited<ReturnType<typeof read>>

export default function TestPages() {
  const me = useMe()
  const tests = useQuery({ queryKey: ['test-pages', 'edit'], queryFn: read })
  const people = usePeople().filter((it) => it.active && it.reachable !== undefined && it.reachable !== null)
  const never = people.filter((it) => it.reachable && !it.proven_at).length
  const doubt = people.filter((it) => it.not_proven).length
  const [said, setSaid] = useState('')
  return (
    <IntegrationsPage title="Test pages">
      <p>Once a month each person who has a contact is sent a page that says TEST, at an hour of their own working day. Who does not answer is not known to be reached.</p>
      <Notice>{said}</Notice>
      {tests.isPending && <Loading what="the setting" />}
      {tests.isError && <Refused error={tests.error} again={() => void tests.refetch()} />}
      {tests.data && <p><strong>{says(tests.data)}</strong></p>}
      {people.length > 1 && <p>Of {people.length} people that you see this of, {people.filter((it) => !it.reachable).length} cannot be reached, {doubt} did not answer their last test, {never} were never yet proved to be reached. <Link href="/people">See who</Link></p>}
      {tests.data && hasRole(me, 'cell-admin') && <Switch key={tests.data.version} tests={tests.data} saved={setSaid} />}
    </IntegrationsPage>
  )
}

const says = (it: Schema<'MonthlyTests'>) => (it.on ? `Monthly tests are on, by each person’s rules for ${it.severity}.` : 'Monthly tests are off.')

function Switch({ tests, saved }: { tests: Read; saved: (words: string) => void }) {
  const queries = useQueryClient()
  const [base, setBase] = useState(tests)
  const [on, setOn] = useState(tests.on)
  const [severity, setSeverity] = useState<Severity>(tests.severity)
  const save = async (version: number) => {
    const data = await whole(api.PUT('/api/v1/test-pages', { params: { header: { 'If-Match': `"${version}"` } }, body: { on, severity } }))
    saved(`Saved. ${says(data)}`)
    await queries.invalidateQueries({ queryKey: ['test-pages'] })
  }
  const take = (it: Read) => { setBase(it); setOn(it.on); setSeverity(it.severity) }
  return (
    <Form does="Save" save={save} edits={{ version: base.version, latest: read, show: (it) => <p>{says(it)}</p>, take }}>
      <Radios label="Monthly tests" inline value={on ? 'on' : 'off'} change={(value) => setOn(value === 'on')} options={[{ value: 'on', words: 'On' }, { value: 'off', words: 'Off' }]} />
      <SelectField label="By each person’s rules for" value={severity} change={(value) => setSeverity(value as Severity)} options={severityOptions} />
    </Form>
  )
}
