// How the service itself is doing, as the node that answers sees it: what to do first, then providers, queues, ledger and nodes.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import type { Channel } from '../../api/objects'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { channelOf } from '../../parts/words'

type View = Schema<'OperationsView'>
type Provider = Schema<'ProviderView'>

/** How often it is asked for anew while it is looked at, ms. */
const EVERY_MS = 10_000

export default function Operations() {
  const query = useQuery({ queryKey: ['operations'], queryFn: () => whole(api.GET('/api/v1/operations')), refetchInterval: EVERY_MS })
  return (
    <>
      <Title>Operations</Title>
      {query.isPending && <Loading what="how the service is doing" />}
      {query.isError && <Refused error={query.error} again={() => void query.refetch()} />}
      {query.data && <Shown view={query.data} />}
    </>
  )
}

function Shown({ view }: { view: View }) {
  return (
    <>
      <Advice advice={view.advice} />
      {!view.reachable && (
        <p><strong>The ledger cannot be reached.</strong> What this node shows is of <Time at={view.caught_up_at} />.</p>
      )}
      <h2 className="nhsuk-heading-m">Providers</h2>
      {view.providers.length === 0 && <p className="ctac-empty">None: nobody can be reached, unless the simulator stands in for all of them.</p>}
      <div className="ctac-operations">{view.providers.map((provider) => <ProviderCard key={provider.provider} provider={provider} />)}</div>
      <div className="ctac-operations-parts">
        <Section title="Queues of this node">
          {view.queues.map((queue) => (
            <Row key={queue.queue} name={queue.queue}>{queue.waiting}{queue.room != null && ` of ${queue.room}`}</Row>
          ))}
        </Section>
        <LedgerAndNodes view={view} />
        <Counted view={view} />
        <People view={view} />
      </div>
    </>
  )
}

/** The most urgent first; said by word, in a region that announces what changes. */
function Advice({ advice }: { advice: string[] }) {
  return (
    <div role="status">
      {advice.length === 0 ? (
        <div className="nhsuk-inset-text"><p>Nothing needs you. As this node sees it, all is well.</p></div>
      ) : (
        <div className="nhsuk-error-summary">
          <h2 className="nhsuk-error-summary__title">What to do</h2>
          <ul className="nhsuk-list nhsuk-list--bullet">{advice.map((words) => <li key={words}>{words}</li>)}</ul>
        </div>
      )}
    </div>
  )
}

function ProviderCard({ provider }: { provider: Provider }) {
  const aside = provider.aside_since
  return (
    <div className="nhsuk-card">
      <div className="nhsuk-card__content">
        <h3 className="nhsuk-heading-s">{provider.provider}</h3>
        <p>
          <strong className={`nhsuk-tag nhsuk-tag--${aside ? 'red' : 'green'}`}>{aside ? 'Put aside' : 'Called'}</strong> {provider.channels.map((it) => channelOf(it as Channel)).join(', ')}
        </p>
        <dl className="nhsuk-summary-list nhsuk-summary-list--no-border">
          {aside && <Row name="Put aside since"><Time at={aside} /></Row>}
          <Row name="Last took a message">{provider.last_sent_at ? <Time at={provider.last_sent_at} /> : 'Not since this node started'}</Row>
          <Row name="Last failed">
            {provider.last_failed_at ? <><Time at={provider.last_failed_at} />: {provider.last_failure}</> : 'Not since this node started'}
          </Row>
          <Row name="In the last hour">{counts(provider.hour)}</Row>
        </dl>
      </div>
    </div>
  )
}

function LedgerAndNodes({ view }: { view: View }) {
  return (
    <Section title="Ledger and nodes">
      <Row name="Entries">{view.entries.toLocaleString('en-GB')}</Row>
      <Row name="Last checkpoint">
        {view.checkpoint ? <>Of {view.checkpoint.size.toLocaleString('en-GB')} entries, <Time at={view.checkpoint.signed_at} /></> : 'None that can be read'}
      </Row>
      <Row name="This node"><Node id={view.node} />{view.writable ? ', which takes commands' : ', which only reads'}</Row>
      {view.nodes.map(({ node, at }) => <Row key={node} name="Called a provider"><Node id={node} />, last <Time at={at} /></Row>)}
    </Section>
  )
}

/** Enough of a node's id to tell it from the others; all of it where one points. */
const Node = ({ id }: { id: string }) => <code title={id}>{id.slice(0, 8)}</code>

function Counted({ view }: { view: View }) {
  const refused = Object.entries(view.callbacks_refused)
  return (
    <Section title="Refused and counted, since this node started">
      {refused.length === 0 && <Row name="Callbacks">None without a valid signature</Row>}
      {refused.map(([provider, count]) => <Row key={provider} name={`Callbacks of ${provider}`}>{count} without a valid signature</Row>)}
      {Object.entries(view.mail).map(([outcome, count]) => <Row key={outcome} name={`Email: ${outcome}`}>{count}</Row>)}
    </Section>
  )
}

function People({ view }: { view: View }) {
  return (
    <Section title="People">
      <Row name="Pages that ran out of people">{view.exhausted.length}</Row>
      {view.gaps.length === 0 && <Row name="Rotas">Somebody who can be reached is on call in each, now and for a day</Row>}
      {view.gaps.map((gap) => (
        <Row key={gap.rota + gap.from} name="Nobody on call">
          <Link href={`/on-call/${gap.rota}`}>{gap.name}</Link>, <Time at={gap.from} plain /> to <Time at={gap.to} plain />
        </Row>
      ))}
      {view.violations.map((violation) => <Row key={violation} name="Must never be"><strong>{violation}</strong></Row>)}
    </Section>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="nhsuk-heading-m">{title}</h2>
      <dl className="nhsuk-summary-list">{children}</dl>
    </section>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="nhsuk-summary-list__row">
      <dt className="nhsuk-summary-list__key">{name}</dt>
      <dd className="nhsuk-summary-list__value">{children}</dd>
    </div>
  )
}

/** `12 sent, 1 failed`. */
function counts(hour: Record<string, number>): string {
  const words = Object.entries(hour).map(([outcome, count]) => `${count} ${outcome}`)
  return words.length === 0 ? 'No calls' : words.join(', ')
}
