// The form of one act on a rota, with its preview as one types: nothing is saved before it was seen what it does.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { Problem } from '../../api/problem'
import { Refused } from '../../parts/refused'
import { TextField } from '../../parts/field'
import { useChanged, type Rota } from './data'
import { Fields } from './fields'
import { actsOf, doAct, needsReason, titleOf, typedOf, verbOf, type Intent } from './intent'
import { Looked } from './looked'
import { same } from './preview'
import { useSettled } from './settled'

interface Props {
  rota: Rota
  intent: Intent
  done: () => void
  back: () => void
}

export function ActForm({ rota, intent, done, back }: Props) {
  const zone = rota.rota.time_zone
  const [typed, type] = useState(() => typedOf(zone, intent))
  const acts = useSettled(JSON.stringify(actsOf(zone, intent, typed) ?? null))
  const ask = () => whole(api.POST('/api/v1/rotas/{id}/exceptions/preview', { params: { path: { id: rota.id } }, body: { acts: JSON.parse(acts) } }))
  const preview = useQuery({ queryKey: ['preview', rota.id, acts], queryFn: ask, enabled: acts !== 'null', staleTime: 0, gcTime: 0 })
  const changed = useChanged()
  const [moved, setMoved] = useState(false)
  const save = useMutation({
    mutationFn: async () => {
      const shown = preview.data
      const now = await preview.refetch()
      if (now.error) throw now.error
      // Somebody else acted since the preview was shown: what it would do now is shown first.
      if (!shown || !now.data || !same(shown, now.data)) return false
      await doAct(rota.id, (JSON.parse(acts) as Schema<'ExceptionAct'>[])[0]!, typed.reason.trim())
      return true
    },
    onSuccess: async (saved) => {
      setMoved(!saved)
      if (!saved) return
      await changed()
      done()
    },
  })
  const ready = preview.data && preview.data.faults.length === 0 && !preview.error && !preview.isFetching && (!needsReason(intent) || typed.reason.trim() !== '')
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate() }}>
      <h2 className="nhsuk-heading-m" id="ctac-act-title">{titleOf[intent.do]}</h2>
      <Fields rota={rota} intent={intent} typed={typed} type={(part) => type((was) => ({ ...was, ...part }))} />
      {(needsReason(intent) || intent.do === 'swap') && (
        <TextField label={needsReason(intent) ? 'Why' : 'Why (optional)'} value={typed.reason} change={(reason) => type((was) => ({ ...was, reason }))} maxLength={500} />
      )}
      <h3 className="nhsuk-heading-s">What this does</h3>
      <div role="status" aria-live="polite" className="ctac-looking">
        {acts === 'null' ? <p>Fill in the form: what it would do stands here before anything is saved.</p> : preview.isFetching && <p>Looking …</p>}
        {moved && <p className="ctac-preview__gap"><strong>Somebody else changed this rota while you looked.</strong> Nothing was saved. This is what it would do now:</p>}
        {preview.data && !preview.error && acts !== 'null' && <Looked found={preview.data} zone={zone} />}
        {intent.do === 'swap' && preview.data && !typed.asked && <p>You stay on call until somebody takes it.</p>}
      </div>
      {(preview.error ?? save.error) && <Refusal error={preview.error ?? save.error} intent={intent} back={back} />}
      <div className="ctac-dialog__acts">
        <button type="submit" className={`nhsuk-button${intent.do === 'remove' ? ' nhsuk-button--warning' : ''}`} aria-disabled={!ready || save.isPending || undefined}>{verbOf[intent.do]}</button>
        <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={back}>Go back</button>
      </div>
    </form>
  )
}

/** A refusal; where what was looked at is gone, that somebody else was quicker. */
function Refusal({ error, intent, back }: { error: unknown; intent: Intent; back: () => void }) {
  const changed = useChanged()
  const gone = error instanceof Problem && (error.status === 404 || error.status === 409 || error.status === 412) && 'override absence swap'.includes(subject(intent))
  return (
    <>
      {gone && <p className="ctac-preview__gap" role="alert"><strong>What you looked at has changed.</strong> Somebody else moved it, took it or took it away. Nothing of yours was saved.</p>}
      {gone ? <p><button type="button" className="ctac-press" onClick={() => void changed().then(back)}>Look at what stands now</button></p> : <Refused error={error} />}
    </>
  )
}

function subject(intent: Intent): string {
  return intent.do === 'move' || intent.do === 'remove' ? 'override' : intent.do === 'back' ? 'absence' : intent.do === 'accept' ? 'swap' : 'none of these'
}
