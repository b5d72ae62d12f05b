// What one shift leaves for the next: read by all, written by whoever is on call or arranges the duty. A draft is kept on this device.
import { useState } from 'react'
import { api } from '../../api/client'
import { Act } from '../../parts/act'
import { TextArea } from '../../parts/field'
import { Person } from '../../parts/people'
import { Time } from '../../parts/time'
import { useChanged, useMay, type Rota } from './data'
import { useDraft } from './draft'

export function Note({ rota, on }: { rota: Rota; on: boolean }) {
  const may = useMay()
  const changed = useChanged()
  const [text, write, clear] = useDraft(`note-${rota.id}`, '')
  const [left, setLeft] = useState(false)
  return (
    <section>
      <h2 className="nhsuk-heading-m">Handoff note</h2>
      {rota.note
        ? <figure className="ctac-note"><blockquote>{rota.note.text}</blockquote><figcaption>{rota.note.by ? <Person id={rota.note.by} /> : 'The service'}, <Time at={rota.note.at} /></figcaption></figure>
        : <p className="ctac-empty">Nobody has left a note.</p>}
      {(on || may.arranges) && !rota.retired && (
        <>
          <TextArea label="Leave a note for whoever comes next" hint="At most 4 kB; everybody in the cell can read it" value={text} change={(value) => { write(value); setLeft(false) }} rows={3} />
          <Act kind="secondary" disabled={text.trim() === ''} does={() => api.PUT('/api/v1/rotas/{id}/note', { params: { path: { id: rota.id } }, body: { text: text.trim() } })}
            done={() => { clear(); setLeft(true); void changed() }}>Leave this note</Act>
          <p role="status">{left && 'The note was left.'}</p>
        </>
      )}
    </section>
  )
}
