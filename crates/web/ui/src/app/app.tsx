// The application: what all pages share around the page of the address.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Router } from 'wouter'
import { Problem } from '../api/problem'
import { Boundary } from './boundary'
import { Pages } from './pages'
import { Shell } from './shell'

/** A refusal is an answer and is not asked for again; a connection that failed is tried twice more. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && !(error instanceof Problem && error.status < 500),
      staleTime: 5_000,
      // Asked for also where the browser believes that there is no network: what was kept answers then.
      networkMode: 'always',
    },
    // Never held back until there is a network: an act that cannot be done says so now.
    mutations: { retry: false, networkMode: 'always' },
  },
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Router base="/app">
        <Shell>
          <Boundary>
            <Pages />
          </Boundary>
        </Shell>
      </Router>
    </QueryClientProvider>
  )
}
