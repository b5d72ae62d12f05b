// A long list as the service gives it, piece by piece: what is here, and a button for more. Never cut without saying so.
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import { Refused } from './refused'

/** A piece of a list, and where the next begins. */
export interface Piece<Item> {
  items: Item[]
  next?: string | null
}

/** The pieces of a list so far; `refresh`, in milliseconds, asks again for those that are shown. */
export function usePieces<Item>(key: QueryKey, fetch: (cursor: string | undefined) => Promise<Piece<Item>>, refresh?: number) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    ...(refresh !== undefined && { refetchInterval: refresh }),
  })
  return { ...query, items: query.data?.pages.flatMap((piece) => piece.items) ?? [] }
}

interface MoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; error: unknown; fetchNextPage: () => unknown }
}

export function More({ query }: MoreProps) {
  if (query.isFetchNextPageError) return <Refused error={query.error} again={() => void query.fetchNextPage()} />
  if (!query.hasNextPage) return null
  return (
    <button type="button" className="nhsuk-button nhsuk-button--secondary" aria-disabled={query.isFetchingNextPage || undefined}
      onClick={() => { if (!query.isFetchingNextPage) void query.fetchNextPage() }}>
      {query.isFetchingNextPage ? 'Loading more …' : 'More'}
    </button>
  )
}
