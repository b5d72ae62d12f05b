// Which page an address shows. Every page is a chunk of its own: the first page loads no other's code.
import { lazy, Suspense, type ComponentType } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { Loading } from '../parts/loading'
import { NotFound } from './not-found'

type Page = ComponentType
const page = (load: () => Promise<{ default: Page }>) => lazy(load)

/** Address below /app, and the page. The first that fits is shown. */
const pages: [path: string, page: Page][] = [
  ['/', page(() => import('../pages/now/now'))],
  ['/runbooks', page(() => import('../pages/runbooks/library'))],
  ['/runbooks/new', page(() => import('../pages/runbooks/upload'))],
  ['/runbooks/:id/diff', page(() => import('../pages/runbooks/diff'))],
  ['/runbooks/:id/adherence', page(() => import('../pages/runbooks/across'))],
  ['/runbooks/:id/versions/:version/cards', page(() => import('../pages/runbooks/cards'))],
  ['/runbooks/:id/versions/:version', page(() => import('../pages/runbooks/runbook'))],
  ['/runbooks/:id', page(() => import('../pages/runbooks/runbook'))],
  ['/runs/:id/adherence', page(() => import('../pages/runs/adherence-page'))],
  ['/runs/:id', page(() => import('../pages/runs/run'))],
  ['/ledger', page(() => import('../pages/ledger/ledger'))],
  ['/reports', page(() => import('../pages/reports/reports'))],
  ['/incidents', page(() => import('../pages/incidents/incidents'))],
  ['/declare', page(() => import('../pages/incidents/declare'))],
  ['/alerts', page(() => import('../pages/alerts/alerts'))],
  ['/alerts/:id', page(() => import('../pages/alerts/alert'))],
  ['/raise', page(() => import('../pages/alerts/raise'))],
  ['/raise/:reference', page(() => import('../pages/alerts/receipt'))],
  ['/on-call', page(() => import('../pages/duty/on-call'))],
  ['/on-call/new', page(() => import('../pages/duty/edit'))],
  ['/on-call/fairness', page(() => import('../pages/duty/fairness'))],
  ['/on-call/:rota', page(() => import('../pages/duty/rota'))],
  ['/on-call/:rota/edit', page(() => import('../pages/duty/edit'))],
  ['/on-call/:rota/import', page(() => import('../pages/duty/import'))],
  ['/on-call/:rota/coverage', page(() => import('../pages/duty/coverage'))],
  ['/on-call/:rota/fairness', page(() => import('../pages/duty/fairness'))],
  ['/me/duty', page(() => import('../pages/duty/my-duty'))],
  ['/teams', page(() => import('../pages/duty/teams'))],
  ['/incidents/:reference', page(() => import('../pages/room/room'))],
  ['/people', page(() => import('../pages/people/list'))],
  ['/people/new', page(() => import('../pages/people/new'))],
  ['/people/:id', page(() => import('../pages/people/person'))],
  ['/organisations', page(() => import('../pages/people/organisations'))],
  ['/policies', page(() => import('../pages/policies/list'))],
  ['/policies/new', page(() => import('../pages/policies/new'))],
  ['/policies/:id', page(() => import('../pages/policies/policy'))],
  ['/integrations', page(() => import('../pages/integrations/list'))],
  ['/integrations/new', page(() => import('../pages/integrations/new'))],
  ['/integrations/monitors', page(() => import('../pages/integrations/monitors'))],
  ['/integrations/suppressions', page(() => import('../pages/integrations/suppressions'))],
  ['/integrations/threshold', page(() => import('../pages/integrations/threshold'))],
  ['/integrations/test-pages', page(() => import('../pages/integrations/test-pages'))],
  ['/integrations/:id', page(() => import('../pages/integrations/integration'))],
  ['/me', page(() => import('../pages/me/contacts'))],
  ['/me/rules', page(() => import('../pages/me/rules'))],
  ['/me/sessions', page(() => import('../pages/me/sessions'))],
  ['/me/tokens', page(() => import('../pages/me/tokens'))],
  ['/operations', page(() => import('../pages/operations/operations'))],
]

/** Addresses of pages without script that are elsewhere here: what is typed or kept from there leads on. */
const elsewhere: [path: string, to: string][] = [
  ['/me/contacts', '/me'],
  ['/me/password', '/me/sessions'],
  ['/threshold', '/integrations/threshold'],
]

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        {pages.map(([path, Shown]) => (
          <Route key={path} path={path} component={Shown} />
        ))}
        {elsewhere.map(([path, to]) => (
          <Route key={path} path={path}><Redirect to={to} replace /></Route>
        ))}
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  )
}
