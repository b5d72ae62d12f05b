// What becomes of an integration's alerts, in sentences.
import { as, type Grouping, type Route, type RoutingRule } from '../../api/objects'
import { usePolicyNames } from './asks'
import type { Integration } from './draft'
import { groupOf, routeOf, ruleOf } from './say'

export function Routing({ integration }: { integration: Pick<Integration, 'rules' | 'otherwise' | 'group'> }) {
  const policy = usePolicyNames()
  const group = as<Grouping | null | undefined>(integration.group)
  return (
    <>
      <ol>{integration.rules.map((rule, nth) => <li key={nth}>{ruleOf(as<RoutingRule>(rule), policy)}</li>)}</ol>
      <p>{integration.rules.length > 0 ? 'Otherwise' : 'Whatever comes'}: {routeOf(as<Route>(integration.otherwise), policy)}.{group && ` ${groupOf(group)}`}</p>
    </>
  )
}
