// How the service is set up: asked once, kept.
import { api, whole } from '../api/client'

export const serviceQuery = { queryKey: ['service'], queryFn: () => whole(api.GET('/api/v1/service')), staleTime: 10 * 60_000 }
