// Escalation policies: who hears of a page, in which order.
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { hasRole, useMe } from '../../me'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { policiesQuery } from './asks'
import { Sentences } from './sentences'

export default function Policies() {
  const me = useMe()
  const policies = useQuery(policiesQuery)
  return (
    <>
      <Title>Escalation policies</Title>
      <p>A policy says who hears of a page, in which order, and how long each has to answer.</p>
      {hasRole(me, 'cell-admin') && <p><Link href="/policies/new" className="nhsuk-button nhsuk-button--secondary">Make a policy</Link></p>}
      {policies.isPending && <Loading what="policies" />}
      {policies.isError && <Refused error={policies.error} again={() => void policies.refetch()} />}
      {policies.data?.length === 0 && <p>There is no policy yet: nobody can be paged. Make one that says who hears of a page first, and who next.</p>}
      {policies.data?.map((policy) => (
        <section key={policy.id} className="ctac-cards__item" aria-labelledby={policy.id}>
          <h2 id={policy.id} className="nhsuk-heading-m"><Link href={`/policies/${policy.id}`}>{policy.name}</Link></h2>
          <Sentences steps={policy.steps} repeats={policy.repeats} />
        </section>
      ))}
    </>
  )
}
