// The console: what a sample of what the source sends would become, where it would go, and why not. Nothing is recorded.
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { as, object, type Mapping, type Route, type RoutingRule, type Signal } from '../../api/objects'
import { TextArea } from '../../parts/field'
import { Refused } from '../../parts/refused'
import { listed } from '../../parts/words'
import { usePolicyNames } from './asks'
import type { Integration } from './draft'
import { sampleOf } from './samples'
import { routeOf, ruleOf, whyNot } from './say'

/** `mapping`: one that is tried in the place of the saved one. */
export function TryIt({ integration, mapping }: { integration: Integration; mapping?: Mapping }) {
  const [sample, setSample] = useState(() => sampleOf(integration.kind))
  const tried = useMutation({
    mutationFn: async () => {
      let parsed: unknown
      try {
        parsed = JSON.parse(sample)
      } catch (error) {
        throw new Error(`The sample is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}. Correct it.`)
      }
      const body = { sample: object(parsed), ...(mapping && { mapping: object(mapping) }) }
      return (await whole(api.POST('/api/v1/integrations/{id}/try', { params: { path: { id: integration.id } }, body }))).items
    },
  })
  const go = (event: FormEvent) => { event.preventDefault(); tried.mutate() }
  return (
    <section aria-labelledby="try-it">
      <h2 id="try-it">Try it</h2>
      <p>What would a message of this source become? Nothing is recorded, nobody is paged.{mapping && ' The mapping is tried as it stands above; the rules, as they were saved.'}</p>
      <form onSubmit={go} noValidate className="ctac-sample">
        <TextArea label="A sample of what it sends" hint={integration.kind === 'email' ? 'An email as it is read: subject, subject_key, from, text, message_id, thread and date' : 'JSON, as it would be sent'} value={sample} change={setSample} rows={10} />
        <button className="nhsuk-button nhsuk-button--secondary" aria-disabled={tried.isPending || undefined}>Try it</button>
      </form>
      {tried.isError && <Refused error={tried.error} />}
      <div aria-live="polite">
        {tried.data?.length === 0 && <p><strong>Nothing.</strong> There is no alert in it.</p>}
        {tried.data?.map((it, nth) => <Became key={nth} tried={it} rules={integration.rules.map((rule) => as<RoutingRule>(rule))} />)}
      </div>
    </section>
  )
}

const ends: Record<string, string> = { acknowledge: 'Acknowledges the alert', resolve: 'Says that the alert is over' }

function Became({ tried, rules }: { tried: Schema<'Tried'>; rules: RoutingRule[] }) {
  const policy = usePolicyNames()
  const signal = as<Signal | null | undefined>(tried.signal)
  const route = as<Route | null | undefined>(tried.route)
  if (!signal || !route) return <div className="nhsuk-inset-text"><p><strong>{ends[tried.do] ?? tried.do}</strong> with the key <code className="ctac-code">{tried.dedup_key}</code>, if there is an open one.</p></div>
  const reasons = rules.map((rule) => whyNot(rule.when, signal))
  const decided = reasons.findIndex((why) => why.length === 0)
  return (
    <div className="nhsuk-inset-text">
      <p><strong>An alert: {signal.summary}</strong> ({signal.source}), {signal.severity}.</p>
      <p>So: {routeOf(route, policy)}.</p>
      {rules.length > 0 && (
        <ol>
          {rules.map((rule, nth) => (
            <li key={nth}>{ruleOf(rule, policy)} <strong>{reasons[nth]?.length ? `Does not apply: ${listed(reasons[nth] ?? [])}.` : nth === decided ? 'Applies, and decides.' : 'Would apply; an earlier rule decides.'}</strong></li>
          ))}
        </ol>
      )}
      <p>Two are the same alert that have the key <code className="ctac-code">{tried.dedup_key}</code>.</p>
      {signal.fields && <ul>{Object.entries(signal.fields).map(([name, value]) => <li key={name}><code className="ctac-code">{name}</code>: {value}</li>)}</ul>}
    </div>
  )
}
