// A calendar file as overrides: looked at first, then recorded, all of it or nothing.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { Act } from '../../parts/act'
import { Field } from '../../parts/field'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Title } from '../../parts/title'
import { rotaQuery, useChanged } from './data'
import { stretch } from './words'

/** The service takes no larger file. */
const MOST_BYTES = 1_048_576

const asText = { headers: { 'Content-Type': 'text/calendar' }, bodySerializer: (text: string) => text }

export default function ImportPage() {
  const { rota: id } = useParams<{ rota: string }>()
  const rota = useQuery(rotaQuery(id)).data
  const changed = useChanged()
  const [file, setFile] = useState<{ name: string; text: string }>()
  const [wrong, setWrong] = useState<string>()
  const send = (text: string, preview: boolean) =>
    whole(api.POST('/api/v1/rotas/{id}/overrides/import', { params: { path: { id }, query: { preview: String(preview) } }, body: text, ...asText }))
  const look = useMutation({ mutationFn: (text: string) => send(text, true) })
  const [done, setDone] = useState<Schema<'Imported'>>()
  const take = async (chosen: File | undefined) => {
    setDone(undefined)
    setFile(undefined)
    look.reset()
    setWrong(chosen && chosen.size > MOST_BYTES ? 'The file is larger than 1 MiB: export a shorter time, or split it' : undefined)
    if (!chosen || chosen.size > MOST_BYTES) return
    const text = await chosen.text()
    setFile({ name: chosen.name, text })
    look.mutate(text)
  }
  const zone = rota?.rota.time_zone ?? 'Europe/London'
  return (
    <>
      <p className="ctac-back"><Link href={`/on-call/${id}`}>{rota?.name ?? 'The rota'}</Link></p>
      <Title>Import a calendar</Title>
      <p>Each event of the next 400 days becomes an override: whom it names is on call, and nobody else. People are found by sign-in name, name or verified email address. A file that is sent again adds only what is new.</p>
      <Field label="Calendar file (.ics)" hint="At most 1 MiB and 200 overrides" error={wrong}>
        {(control) => <input {...control} type="file" accept=".ics,text/calendar" className="nhsuk-input" onChange={(event) => void take(event.target.files?.[0])} />}
      </Field>
      <div role="status">{look.isPending && <p>Looking at {file?.name} …</p>}{done && <p className="ctac-ok">{done.overrides.length} overrides were made from {file?.name}.</p>}</div>
      {look.error && <Refused error={look.error} />}
      {look.data && !done && file && (
        <>
          <Found found={look.data} zone={zone} />
          {look.data.overrides.length > 0 && <Act does={async () => setDone(await send(file.text, false))} done={() => void changed()}>Make {look.data.overrides.length} {look.data.overrides.length === 1 ? 'override' : 'overrides'}</Act>}
        </>
      )}
    </>
  )
}

function Found({ found, zone }: { found: Schema<'Imported'>; zone: string }) {
  return (
    <>
      <h2 className="nhsuk-heading-m">What would be made</h2>
      <Table caption="Overrides" captionHidden rows={found.overrides} rowKey={(row) => `${row.line}-${row.from}`} empty="Nothing in this file would become an override." columns={[
        { head: 'Who', cell: (row) => <Person id={row.person} /> },
        { head: 'When', cell: (row) => stretch(zone, { from: Date.parse(row.from), to: Date.parse(row.to) }) },
        { head: 'Event', cell: (row) => `${row.summary} (line ${row.line}, by ${row.matched_by})` },
      ]} />
      {found.passed_over.length > 0 && (
        <>
          <h2 className="nhsuk-heading-m">Passed over</h2>
          <Table caption="Events that become nothing" captionHidden rows={found.passed_over} rowKey={(row) => `${row.line}-${row.why}`} empty="None." columns={[
            { head: 'Event', cell: (row) => `${row.summary || 'no title'} (line ${row.line})` }, { head: 'Why', cell: (row) => row.why },
          ]} />
        </>
      )}
    </>
  )
}
